import { ActionIcon, Tooltip } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { type Icon, IconCopy, IconEye, IconEyeOff } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { locale } from '../../../i18n/i18n.ts';
import { countdown } from '../../../ui/format.ts';
import { Mono } from '../../../ui/Mono.tsx';
import { ErrorNotice } from '../../../ui/notices.tsx';
import { ReasonDialog } from '../../../ui/ReasonDialog.tsx';
import { useEngineNow } from '../../../ui/use-watched.ts';
import { WriteIcon } from '../../../ui/WriteButton.tsx';
import { api, client, queryClient } from '../../connection/api.ts';
import { useMay } from '../../connection/use-me.ts';
import classes from './CustomerView.module.css';

type Field = 'name' | 'email' | 'phone';

interface MaskedFieldProps {
  readonly accountId: string;
  readonly field: Field;
  /** As the engine gave it: masked. */
  readonly value: string | null;
}

interface Revealed {
  readonly value: string;
  readonly until: number;
  /** Why it was asked for; copying it meanwhile is recorded with the same words. */
  readonly reason: string;
}

/** Personal data, masked; shown for a minute, or copied, to who may see it and says why. */
export function MaskedField({ accountId, field, value }: MaskedFieldProps) {
  const { t } = useTranslation();
  const may = useMay('customers.reveal');
  const [asking, setAsking] = useState<'show' | 'copy' | null>(null);
  const [revealed, setRevealed] = useState<Revealed | null>(null);
  const name = t(`customers.reveal.field.${field}`);
  if (value === null) return <span>{t('customers.reveal.none')}</span>;
  const reveal = async (reason: string, copied: boolean) => {
    const answer = await client.customers.reveal({ id: accountId, field, reason, copied });
    // It stands in the customer's own timeline from now on.
    void queryClient.invalidateQueries({ queryKey: api.customers.get.key({ input: { id: accountId } }) });
    return answer;
  };
  const copy = async (reason: string) => {
    const answer = await reveal(reason, true);
    if (answer.value === null) return;
    await navigator.clipboard.writeText(answer.value);
    notifications.show({ message: t('customers.reveal.copied', { field: name }) });
  };
  return (
    <span className={classes.masked}>
      {revealed === null ? (
        <>
          <span>{value}</span>
          {may && (
            <>
              <IconAction icon={IconEye} label={t('customers.reveal.show', { field: name })} onClick={() => setAsking('show')} />
              <IconAction icon={IconCopy} label={t('ui.copyNamed', { name })} onClick={() => setAsking('copy')} />
            </>
          )}
        </>
      ) : (
        <Shown revealed={revealed} name={name} onOver={() => setRevealed(null)} onCopy={() => copy(revealed.reason)} />
      )}
      {asking !== null && (
        <ReasonDialog
          title={asking === 'show' ? t('customers.reveal.title', { field: name }) : t('ui.copyNamed', { name })}
          confirm={t(asking === 'show' ? 'customers.reveal.confirm' : 'ui.copy')}
          onClose={() => setAsking(null)}
          onConfirm={async (reason) => {
            if (asking === 'copy') return copy(reason);
            const answer = await reveal(reason, false);
            if (answer.value !== null) setRevealed({ value: answer.value, until: answer.untilMs, reason });
          }}
        >
          {t(asking === 'show' ? 'customers.reveal.about' : 'customers.reveal.copyAbout')}
        </ReasonDialog>
      )}
    </span>
  );
}

interface ShownProps {
  readonly revealed: Revealed;
  readonly name: string;
  readonly onOver: () => void;
  readonly onCopy: () => Promise<void>;
}

function Shown({ revealed, name, onOver, onCopy }: ShownProps) {
  const { t } = useTranslation();
  const left = revealed.until - useEngineNow('second');
  const over = left <= 0;
  const [failed, setFailed] = useState<unknown>(null);
  useEffect(() => {
    if (over) onOver();
  });
  return (
    <>
      <Mono>{revealed.value}</Mono>
      <IconAction icon={IconCopy} label={t('ui.copyNamed', { name })} onClick={() => void onCopy().catch(setFailed)} />
      <span className={classes.soft} role="timer">
        {t('ui.timeLeft', { left: countdown(left, locale()) })}
      </span>
      <IconAction icon={IconEyeOff} label={t('customers.reveal.hide')} onClick={onOver} local />
      {failed !== null && <ErrorNotice error={failed} />}
    </>
  );
}

interface IconActionProps {
  readonly icon: Icon;
  readonly label: string;
  readonly onClick: () => void;
  /** Asks the engine for nothing. */
  readonly local?: boolean;
}

function IconAction({ icon: Shape, label, onClick, local = false }: IconActionProps) {
  const Shown = local ? ActionIcon : WriteIcon;
  return (
    <Tooltip label={label}>
      <Shown size="sm" aria-label={label} onClick={onClick}>
        <Shape size={15} aria-hidden />
      </Shown>
    </Tooltip>
  );
}
