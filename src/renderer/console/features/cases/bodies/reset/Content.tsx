import { IconDeviceDesktopOff, IconPencil } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DeviceResetDetail } from '../../../../../../shared/contract/console/recovery.ts';
import type { ResetTarget } from '../../../../../../shared/vocabulary/index.ts';
import { factorIcon } from '../../../../../ui/badges.tsx';
import { Card } from '../../../../../ui/Card.tsx';
import { Countdown } from '../../../../../ui/Countdown.tsx';
import { Fact, Facts } from '../../../../../ui/Facts.tsx';
import { Moment } from '../../../../../ui/Moment.tsx';
import { WriteButton } from '../../../../../ui/WriteButton.tsx';
import { api, client, queryClient } from '../../../../connection/api.ts';
import { useMay } from '../../../../connection/use-me.ts';
import { ResetForm } from '../../../recovery/ResetForm.tsx';
import classes from './reset.module.css';

const targetIcon = {
  trusted_device: factorIcon.trusted_device,
  authenticator: factorIcon.authenticator,
  passkeys: factorIcon.passkey,
  sessions: IconDeviceDesktopOff,
} as const satisfies Readonly<Record<ResetTarget, unknown>>;

/** Exactly what an approval is given for. */
export function Content({ reset }: { readonly reset: DeviceResetDetail }) {
  const { t } = useTranslation();
  const customer = useQuery(api.customers.get.queryOptions({ input: { id: reset.accountId } }));
  const nameOf = (id: string) => customer.data?.factors.find((factor) => factor.id === id)?.name ?? null;
  const who = (id: string) => reset.names[id] ?? t('caseBodies.reset.theCustomer');
  const open = reset.status === 'requested' || reset.status === 'in_review';
  return (
    <Card title={t('caseBodies.reset.what')} aside={(open || reset.status === 'approved') && <Edit reset={reset} />}>
      <ul className={classes.targets}>
        {reset.content.map(({ target, factorIds }) => {
          const TargetIcon = targetIcon[target];
          const named = factorIds.map(nameOf).filter((name) => name !== null);
          return (
            <li key={target} className={classes.target}>
              <TargetIcon size={17} stroke={1.7} aria-hidden />
              <span>
                <strong>{t(`caseBodies.reset.target.${target}`)}</strong>
                <br />
                <span className={classes.soft}>
                  {target === 'sessions'
                    ? t('caseBodies.reset.sessionsAlways')
                    : named.length > 0
                      ? named.join(', ')
                      : t('caseBodies.reset.factorCount', { count: factorIds.length })}
                </span>
              </span>
            </li>
          );
        })}
      </ul>
      <p className={classes.soft}>{t('caseBodies.reset.reason')}</p>
      <blockquote className={classes.quote}>{reset.reason}</blockquote>
      <Facts>
        <Fact name={t('caseBodies.reset.source')}>{t(`caseBodies.reset.sources.${reset.source}`)}</Fact>
        <Fact name={t('caseBodies.reset.requestedBy')}>{who(reset.requestedBy)}</Fact>
        {reset.author !== null && <Fact name={t('caseBodies.reset.author')}>{who(reset.author)}</Fact>}
        <Fact name={t('caseBodies.reset.asked')}>
          <Moment at={reset.createdAt} long />
        </Fact>
        {open && (
          <Fact name={t('caseBodies.reset.expires')}>
            <Countdown from={reset.createdAt} to={reset.expiresAt} />
          </Fact>
        )}
        <Fact name={t('caseBodies.reset.revision')}>{reset.revision}</Fact>
      </Facts>
      <p className={classes.never}>{t('caseBodies.reset.never')}</p>
    </Card>
  );
}

function Edit({ reset }: { readonly reset: DeviceResetDetail }) {
  const { t } = useTranslation();
  const may = useMay('recovery.start');
  const [editing, setEditing] = useState(false);
  if (!may) return null;
  return (
    <>
      <WriteButton variant="default" leftSection={<IconPencil size={15} aria-hidden />} onClick={() => setEditing(true)}>
        {t('caseBodies.reset.edit')}
      </WriteButton>
      {editing && (
        <ResetForm
          accountId={reset.accountId}
          title={t('caseBodies.reset.editTitle')}
          about={t('caseBodies.reset.editAbout')}
          confirm={t('caseBodies.reset.save')}
          initial={{ targets: reset.content.map(({ target }) => target), reason: reset.reason }}
          onClose={() => setEditing(false)}
          onConfirm={async (wish) => {
            const { id, contentHash } = reset;
            const detail = await client.recovery.edit({ ...wish, id, contentHash });
            queryClient.setQueryData(api.recovery.get.queryKey({ input: { id } }), detail);
            void queryClient.invalidateQueries({ queryKey: api.cases.key() });
            setEditing(false);
          }}
        />
      )}
    </>
  );
}
