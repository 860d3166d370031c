import { notifications } from '@mantine/notifications';
import { IconDeviceMobileOff } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DeviceResetRow } from '../../../../shared/contract/console/recovery.ts';
import type { AccountId } from '../../../../shared/vocabulary/index.ts';
import { ActionButton } from '../../../ui/ActionButton.tsx';
import { client } from '../../connection/api.ts';
import { useMay } from '../../connection/use-me.ts';
import { TextLink } from '../../shell/TextLink.tsx';
import { ResetForm } from './ResetForm.tsx';

interface StartResetProps {
  readonly accountId: AccountId;
  /** The reset that is under way already; there is one at a time. */
  readonly open: Pick<DeviceResetRow, 'caseId' | 'status'> | null;
  readonly keys?: string;
}

/** Asks for a device reset on a customer's behalf (RC-02), and leads to its case. */
export function StartReset({ accountId, open, keys = 't' }: StartResetProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const may = useMay('recovery.start');
  const [asking, setAsking] = useState(false);
  if (open !== null) {
    return (
      <TextLink to="/cases/$caseId" params={{ caseId: open.caseId }}>
        {t('caseBodies.reset.underWay', { status: t(`caseBodies.reset.status.${open.status}`) })}
      </TextLink>
    );
  }
  if (!may) return null;
  return (
    <>
      <ActionButton
        label={t('caseBodies.reset.start')}
        keys={keys}
        icon={IconDeviceMobileOff}
        variant="default"
        onAction={() => setAsking(true)}
      />
      {asking && (
        <ResetForm
          accountId={accountId}
          title={t('caseBodies.reset.startTitle')}
          about={t('caseBodies.reset.startAbout')}
          confirm={t('caseBodies.reset.start')}
          asksSource
          onClose={() => setAsking(false)}
          onConfirm={async (wish, source) => {
            const { caseId } = await client.recovery.start({ ...wish, accountId, source });
            notifications.show({ message: t('caseBodies.reset.started') });
            setAsking(false);
            void navigate({ to: '/cases/$caseId', params: { caseId } });
          }}
        />
      )}
    </>
  );
}
