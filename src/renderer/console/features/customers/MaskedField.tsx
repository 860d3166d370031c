import { ActionIcon, Tooltip } from '@mantine/core';
import { IconEye, IconEyeOff } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { locale } from '../../../i18n/i18n.ts';
import { CopyText } from '../../../ui/CopyText.tsx';
import { countdown } from '../../../ui/format.ts';
import { ReasonDialog } from '../../../ui/ReasonDialog.tsx';
import { useEngineNow } from '../../../ui/use-watched.ts';
import { client } from '../../connection/api.ts';
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
}

/** Personal data, masked; shown for a minute to who may see it and says why. */
export function MaskedField({ accountId, field, value }: MaskedFieldProps) {
  const { t } = useTranslation();
  const may = useMay('customers.reveal');
  const [asking, setAsking] = useState(false);
  const [revealed, setRevealed] = useState<Revealed | null>(null);
  const name = t(`customers.reveal.field.${field}`);
  if (value === null) return <span>{t('customers.reveal.none')}</span>;
  return (
    <span className={classes.masked}>
      {revealed === null ? (
        <>
          <span>{value}</span>
          {may && (
            <Tooltip label={t('customers.reveal.show', { field: name })}>
              <ActionIcon size="sm" aria-label={t('customers.reveal.show', { field: name })} onClick={() => setAsking(true)}>
                <IconEye size={15} aria-hidden />
              </ActionIcon>
            </Tooltip>
          )}
        </>
      ) : (
        <Shown revealed={revealed} name={name} onOver={() => setRevealed(null)} />
      )}
      {asking && (
        <ReasonDialog
          title={t('customers.reveal.title', { field: name })}
          confirm={t('customers.reveal.confirm')}
          onClose={() => setAsking(false)}
          onConfirm={async (reason) => {
            const answer = await client.customers.reveal({ id: accountId, field, reason });
            if (answer.value !== null) setRevealed({ value: answer.value, until: answer.untilMs });
          }}
        >
          {t('customers.reveal.about')}
        </ReasonDialog>
      )}
    </span>
  );
}

function Shown({ revealed, name, onOver }: { readonly revealed: Revealed; readonly name: string; readonly onOver: () => void }) {
  const { t } = useTranslation();
  const left = revealed.until - useEngineNow('second');
  const over = left <= 0;
  useEffect(() => {
    if (over) onOver();
  });
  return (
    <>
      <CopyText text={revealed.value} name={name} />
      <span className={classes.soft} role="timer">
        {t('ui.timeLeft', { left: countdown(left, locale()) })}
      </span>
      <Tooltip label={t('customers.reveal.hide')}>
        <ActionIcon size="sm" aria-label={t('customers.reveal.hide')} onClick={onOver}>
          <IconEyeOff size={15} aria-hidden />
        </ActionIcon>
      </Tooltip>
    </>
  );
}
