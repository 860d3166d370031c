import { notifications } from '@mantine/notifications';
import { IconChevronsUp, IconChevronUp, IconEqual, IconHandStop } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CaseDetail } from '../../../../../../shared/contract/console/index.ts';
import type { DeviceResetDetail } from '../../../../../../shared/contract/console/recovery.ts';
import { locale } from '../../../../../i18n/i18n.ts';
import { Card } from '../../../../../ui/Card.tsx';
import { Countdown } from '../../../../../ui/Countdown.tsx';
import { relativeTime } from '../../../../../ui/format.ts';
import { ReasonDialog } from '../../../../../ui/ReasonDialog.tsx';
import { Tag } from '../../../../../ui/Tag.tsx';
import { useEngineNow } from '../../../../../ui/use-watched.ts';
import { WriteButton } from '../../../../../ui/WriteButton.tsx';
import { api, client, queryClient } from '../../../../connection/api.ts';
import { useMay } from '../../../../connection/use-me.ts';
import { Notice } from '../Body.tsx';
import bodies from '../bodies.module.css';
import classes from './reset.module.css';

const riskLook = {
  low: ['good', IconChevronUp],
  medium: ['info', IconEqual],
  high: ['warn', IconChevronsUp],
} as const;

/** How far a reset is: what is missing, what it waits for, or how it ended. */
export function Standing({ reset }: { readonly reset: DeviceResetDetail }) {
  const { t } = useTranslation();
  switch (reset.status) {
    case 'approved':
      return <UntilEffect reset={reset} />;
    case 'requested':
    case 'in_review':
      if (reset.gaps.length === 0) return <Notice tone="good" title={t('caseBodies.reset.noGaps')} />;
      return (
        <>
          {reset.gaps.map((gap) => (
            <Notice key={gap} tone={gap === 'evidence_refuted' ? 'bad' : 'warn'} title={t(`caseBodies.reset.gap.${gap}`)} />
          ))}
        </>
      );
    default:
      return (
        <Notice tone={reset.status === 'effected' ? 'good' : 'info'} title={t(`caseBodies.reset.ended.${reset.status}`)} live>
          {reset.finishReason !== null && <p className={classes.soft}>{reset.finishReason}</p>}
        </Notice>
      );
  }
}

/** RC-05: the time in which the customer, and staff too, can stop what was approved. */
function UntilEffect({ reset }: { readonly reset: DeviceResetDetail }) {
  const { t } = useTranslation();
  const may = useMay('recovery.approve');
  const [asking, setAsking] = useState(false);
  const { effectAt } = reset;
  return (
    <Notice tone="info" title={t('caseBodies.reset.pendingTitle')} live>
      <div className={classes.countdown}>
        {effectAt !== null && (
          <span className={classes.left}>
            <Countdown from={reset.createdAt} to={effectAt} />
          </span>
        )}
        {may && (
          <WriteButton variant="default" leftSection={<IconHandStop size={15} aria-hidden />} onClick={() => setAsking(true)}>
            {t('caseBodies.reset.stop')}
          </WriteButton>
        )}
      </div>
      <p className={classes.soft}>{t('caseBodies.reset.pendingText')}</p>
      {asking && (
        <ReasonDialog
          title={t('caseBodies.reset.stop')}
          confirm={t('caseBodies.reset.stop')}
          tone="danger"
          maxLength={400}
          onClose={() => setAsking(false)}
          onConfirm={async (reason) => {
            const detail = await client.recovery.stop({ id: reset.id, reason });
            queryClient.setQueryData(api.recovery.get.queryKey({ input: { id: reset.id } }), detail);
            notifications.show({ message: t('caseBodies.reset.stopped') });
          }}
        >
          {t('caseBodies.reset.stopAbout')}
        </ReasonDialog>
      )}
    </Notice>
  );
}

/** Why it takes as many people as it takes, and who has approved. */
export function Risk({ case: shown, reset }: { readonly case: CaseDetail; readonly reset: DeviceResetDetail }) {
  const { t } = useTranslation();
  const now = useEngineNow('ten-seconds');
  const [tone, icon] = riskLook[reset.risk];
  const open = reset.status === 'requested' || reset.status === 'in_review';
  return (
    <Card
      title={t('caseBodies.reset.risk')}
      aside={
        <Tag tone={tone} icon={icon}>
          {t(`caseBodies.reset.riskIs.${reset.risk}`)}
        </Tag>
      }
    >
      {reset.riskReasons.length === 0 ? (
        <p className={classes.soft}>{t('caseBodies.reset.noRiskReasons')}</p>
      ) : (
        <ul className={bodies.reasons}>
          {reset.riskReasons.map((reason) => (
            <li key={reason}>{reason}</li>
          ))}
        </ul>
      )}
      <p>{t('caseBodies.reset.approvals', { given: reset.approvals.length, needed: reset.approvalsNeeded })}</p>
      {reset.approvals.length > 0 && (
        <ul className={classes.approvals}>
          {reset.approvals.map((approval) => (
            <li key={approval.staffId}>
              {t('caseBodies.reset.approvalBy', {
                name: reset.names[approval.staffId] ?? approval.staffId,
                when: relativeTime(approval.at, now, locale()),
              })}
              <span className={classes.soft}> · {approval.reason}</span>
            </li>
          ))}
        </ul>
      )}
      {open && shown.ownRequest && <Notice tone="warn" title={t('caseBodies.reset.ownRequest')} />}
    </Card>
  );
}
