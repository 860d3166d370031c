import {
  type Icon,
  IconCheck,
  IconCircleDashed,
  IconDeviceMobileCheck,
  IconFingerprint,
  IconPlayerPause,
  IconX,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { CustomerDetail } from '../../../../shared/contract/console/index.ts';
import { type FactorKind, type FactorStatus, factorStatuses } from '../../../../shared/vocabulary/index.ts';
import { factorIcon } from '../../../ui/badges.tsx';
import { Card, Nothing } from '../../../ui/Card.tsx';
import { type MiniColumn, MiniTable } from '../../../ui/MiniTable.tsx';
import { Moment } from '../../../ui/Moment.tsx';
import { Mono } from '../../../ui/Mono.tsx';
import { Tag, type Tone } from '../../../ui/Tag.tsx';
import classes from './CustomerView.module.css';

type Factor = CustomerDetail['factors'][number];
type ListedFactor = Omit<Factor, 'createdAt'> & { readonly createdAt: number | null };
type Device = CustomerDetail['devices'][number];
type Session = CustomerDetail['sessions'][number];

const statusLook: Readonly<Record<FactorStatus, readonly [Tone, Icon]>> = {
  pending: ['info', IconCircleDashed],
  active: ['good', IconCheck],
  suspended: ['warn', IconPlayerPause],
  removed: ['neutral', IconX],
};

interface FactorsCardProps {
  readonly factors: readonly Factor[];
  /** What the customer can step up with, security items such as a bound email included. */
  readonly usable: readonly FactorKind[];
  /** Since when the customer takes nothing but passkeys (MP-06). */
  readonly mandatorySince: number | null;
}

/** What was enrolled, and what comes with the account's contact data without being enrolled. */
function allFactors(factors: readonly Factor[], usable: readonly FactorKind[]): readonly ListedFactor[] {
  const enrolled = new Set(factors.filter((factor) => factor.removedAt === null).map((factor) => factor.kind));
  const bound = usable
    .filter((kind) => !enrolled.has(kind))
    .map((kind) => ({ id: kind, kind, status: 'active', name: null, createdAt: null, lastUsedAt: null, removedAt: null }));
  return [...factors, ...bound];
}

export function FactorsCard({ factors, usable, mandatorySince }: FactorsCardProps) {
  const { t } = useTranslation();
  const listed = allFactors(factors, usable);
  const columns: readonly MiniColumn<ListedFactor>[] = [
    {
      name: t('customers.detail.kind'),
      wide: true,
      cell: (factor) => {
        const KindIcon = factorIcon[factor.kind];
        return (
          <span className={classes.withIcon}>
            <KindIcon size={16} stroke={1.7} aria-hidden />
            <span>
              {t(`words.factor.${factor.kind}`)}
              {factor.name !== null && <span className={classes.soft}> · {factor.name}</span>}
              <br />
              <span className={classes.soft}>{t(`words.factorStrength.${factor.kind}`)}</span>
            </span>
          </span>
        );
      },
    },
    { name: t('customers.detail.status'), cell: (factor) => <FactorStatusTag status={factor.status} /> },
    { name: t('customers.detail.added'), cell: (factor) => <Moment at={factor.createdAt} /> },
    { name: t('customers.detail.lastUsed'), cell: (factor) => <Moment at={factor.lastUsedAt} /> },
  ];
  return (
    <Card
      title={t('customers.detail.factors')}
      aside={
        mandatorySince !== null && (
          <Tag tone="info" icon={IconFingerprint}>
            {t('customers.detail.passkeysOnly')} <Moment at={mandatorySince} />
          </Tag>
        )
      }
    >
      {listed.length === 0 ? (
        <Nothing>{t('customers.detail.noFactors')}</Nothing>
      ) : (
        <MiniTable
          label={t('customers.detail.factors')}
          columns={columns}
          rows={listed}
          rowId={(factor) => factor.id}
          isFaded={(factor) => factor.removedAt !== null}
        />
      )}
    </Card>
  );
}

function FactorStatusTag({ status }: { readonly status: string }) {
  const { t } = useTranslation();
  const known = factorStatuses.find((one) => one === status);
  if (known === undefined) return <span>{status}</span>;
  const [tone, icon] = statusLook[known];
  return (
    <Tag tone={tone} icon={icon} quiet>
      {t(`words.factorStatus.${known}`)}
    </Tag>
  );
}

export function DevicesCard({ devices }: { readonly devices: readonly Device[] }) {
  const { t } = useTranslation();
  const columns: readonly MiniColumn<Device>[] = [
    {
      name: t('customers.detail.device'),
      wide: true,
      cell: (device) => (
        <span>
          {device.name ?? <Mono>{device.id}</Mono>}{' '}
          {device.trusted && (
            <Tag tone="good" icon={IconDeviceMobileCheck}>
              {t('customers.detail.trusted')}
            </Tag>
          )}
          <br />
          <span className={classes.soft}>
            {[t(`words.client.${device.client}`), device.os].filter((part) => part !== null).join(' · ')}
          </span>
        </span>
      ),
    },
    {
      name: t('customers.detail.known'),
      cell: (device) => (
        <Tag tone={device.known ? 'good' : 'warn'} icon={device.known ? IconCheck : IconCircleDashed} quiet>
          {device.known ? t('customers.detail.known') : t('customers.detail.unknown')}
        </Tag>
      ),
    },
    { name: t('customers.detail.firstSeen'), cell: (device) => <Moment at={device.firstSeenAt} /> },
    { name: t('customers.detail.lastSeen'), cell: (device) => <Moment at={device.lastSeenAt} /> },
    { name: t('customers.detail.lastLogin'), cell: (device) => <Moment at={device.lastLoginAt} /> },
  ];
  return (
    <Card title={t('customers.detail.devices')}>
      {devices.length === 0 ? (
        <Nothing>{t('customers.detail.noDevices')}</Nothing>
      ) : (
        <MiniTable label={t('customers.detail.devices')} columns={columns} rows={devices} rowId={(device) => device.id} />
      )}
    </Card>
  );
}

interface SessionsCardProps {
  readonly sessions: readonly Session[];
  readonly devices: readonly Device[];
}

export function SessionsCard({ sessions, devices }: SessionsCardProps) {
  const { t } = useTranslation();
  const deviceName = (id: string) => devices.find((device) => device.id === id)?.name ?? id;
  const open = sessions.filter((session) => session.endedAt === null);
  const columns: readonly MiniColumn<Session>[] = [
    {
      name: t('customers.detail.device'),
      wide: true,
      cell: (session) => (
        <span>
          {deviceName(session.deviceId)}
          <span className={classes.soft}> · {t(`words.client.${session.client}`)}</span>
        </span>
      ),
    },
    { name: t('customers.detail.address'), cell: (session) => (session.address === null ? t('ui.none') : <Mono>{session.address}</Mono>) },
    { name: t('customers.detail.active'), cell: (session) => <Moment at={session.lastActiveAt} /> },
    {
      name: t('customers.detail.endsIn'),
      cell: (session) =>
        session.endedAt === null ? (
          <Moment at={session.expiresAt} />
        ) : (
          <span title={session.endReason ?? undefined}>
            {t('customers.detail.ended')} <Moment at={session.endedAt} />
          </span>
        ),
    },
  ];
  return (
    <Card
      title={t('customers.detail.sessions')}
      aside={<span className={classes.soft}>{t('customers.detail.openSessions', { count: open.length })}</span>}
    >
      {sessions.length === 0 ? (
        <Nothing>{t('customers.detail.noSessions')}</Nothing>
      ) : (
        <MiniTable
          label={t('customers.detail.sessions')}
          columns={columns}
          rows={sessions}
          rowId={(session) => session.id}
          isFaded={(session) => session.endedAt !== null}
        />
      )}
    </Card>
  );
}
