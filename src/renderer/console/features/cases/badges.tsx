import {
  type Icon,
  IconAlertTriangle,
  IconArrowDown,
  IconCheck,
  IconCircleDashed,
  IconClock,
  IconClockX,
  IconEqual,
  IconHourglass,
  IconUser,
  IconUsers,
  IconX,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { CaseRow } from '../../../../shared/contract/console/index.ts';
import type { CaseOutcome, CasePriority, CaseStatus } from '../../../../shared/vocabulary/index.ts';
import { locale } from '../../../i18n/i18n.ts';
import { duration } from '../../../ui/format.ts';
import { Tag, type Tone } from '../../../ui/Tag.tsx';
import { useEngineNow } from '../../../ui/use-watched.ts';

type Look = readonly [Tone, Icon];

const statusLook: Readonly<Record<CaseStatus, Look>> = {
  open: ['info', IconCircleDashed],
  claimed: ['review', IconUser],
  pending_effect: ['warn', IconHourglass],
  scheduled: ['warn', IconClock],
  closed: ['neutral', IconCheck],
};

const priorityLook: Readonly<Record<CasePriority, Look>> = {
  low: ['neutral', IconArrowDown],
  normal: ['neutral', IconEqual],
  high: ['warn', IconAlertTriangle],
  urgent: ['bad', IconAlertTriangle],
};

const outcomeLook: Readonly<Record<CaseOutcome, Look>> = {
  approved: ['good', IconCheck],
  resolved: ['good', IconCheck],
  dismissed: ['neutral', IconX],
  denied: ['bad', IconX],
  confirmed: ['bad', IconAlertTriangle],
  withdrawn: ['neutral', IconX],
  expired: ['neutral', IconClockX],
};

export function CaseStatusBadge({ row }: { readonly row: Pick<CaseRow, 'status' | 'firstBy' | 'outcome'> }) {
  const { t } = useTranslation();
  if (row.status === 'closed' && row.outcome !== null) return <OutcomeBadge value={row.outcome} />;
  const second = row.status === 'open' && row.firstBy !== null;
  const [tone, icon] = second ? (['review', IconUsers] as const) : statusLook[row.status];
  return (
    <Tag tone={tone} icon={icon}>
      {t(`cases.status.${second ? 'second' : row.status}`)}
    </Tag>
  );
}

export function OutcomeBadge({ value }: { readonly value: CaseOutcome }) {
  const { t } = useTranslation();
  const [tone, icon] = outcomeLook[value];
  return (
    <Tag tone={tone} icon={icon}>
      {t(`cases.outcome.${value}`)}
    </Tag>
  );
}

export function PriorityBadge({ value, quiet = false }: { readonly value: CasePriority; readonly quiet?: boolean }) {
  const { t } = useTranslation();
  const [tone, icon] = priorityLook[value];
  return (
    <Tag tone={tone} icon={icon} quiet={quiet}>
      {t(`cases.priority.${value}`)}
    </Tag>
  );
}

const SECOND = 1_000;
const MINUTE = 60_000;
const SOON_MS = 30 * 60_000;

/** In whole minutes, and in seconds within the last: it is read every ten seconds. */
const whole = (ms: number): number => (ms < MINUTE ? Math.ceil(ms / SECOND) * SECOND : Math.floor(ms / MINUTE) * MINUTE);

/** The time left of the service level, or how late a case is. */
export function Sla({ dueAt }: { readonly dueAt: number }) {
  const { t } = useTranslation();
  const now = useEngineNow('ten-seconds');
  const left = dueAt - now;
  if (left <= 0) {
    return (
      <Tag tone="bad" icon={IconClockX} quiet>
        {t('cases.late', { time: duration(whole(-left), locale()) })}
      </Tag>
    );
  }
  return (
    <Tag tone={left < SOON_MS ? 'warn' : 'neutral'} icon={IconClock} quiet>
      {duration(whole(left), locale())}
    </Tag>
  );
}
