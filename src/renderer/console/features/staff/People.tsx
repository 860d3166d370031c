import { Group, Text } from '@mantine/core';
import { type Icon, IconBan, IconCheck, IconLockExclamation } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Countdown } from '../../../ui/Countdown.tsx';
import { type MiniColumn, MiniTable } from '../../../ui/MiniTable.tsx';
import { Moment } from '../../../ui/Moment.tsx';
import { Tag, type Tone } from '../../../ui/Tag.tsx';
import { useEngineNow } from '../../../ui/use-watched.ts';
import { WriteButton } from '../../../ui/WriteButton.tsx';
import type { Outputs } from '../../connection/api.ts';
import { useMe } from '../../connection/use-me.ts';

export type Person = Outputs['staff']['list']['items'][number];

export type PersonAction = 'disable' | 'enable' | 'changeRole' | 'resetFactor' | 'clearLockout';

interface PeopleProps {
  readonly people: readonly Person[];
  /** Null for those who only look. */
  readonly onAction: ((action: PersonAction, person: Person) => void) | null;
}

/** Who works here, in which role, and whom failures keep out. */
export function People({ people, onAction }: PeopleProps) {
  const { t } = useTranslation();
  const me = useMe();
  const columns: readonly MiniColumn<Person>[] = [
    {
      name: t('staff.column.person'),
      wide: true,
      cell: (person) => (
        <>
          <strong>{person.name}</strong>
          {person.id === me.id && ` (${t('staff.you')})`}
          <Text size="xs" c="dimmed">
            <Email address={person.email} />
          </Text>
        </>
      ),
    },
    { name: t('staff.column.role'), cell: (person) => t(`words.role.${person.role}`) },
    { name: t('staff.column.status'), cell: (person) => <State person={person} /> },
    { name: t('staff.column.created'), cell: (person) => <Moment at={person.createdAt} /> },
    {
      name: t('staff.column.seen'),
      cell: (person) => (person.lastSignInAt === null ? t('staff.never') : <Moment at={person.lastSignInAt} />),
    },
    ...(onAction === null
      ? []
      : [{ name: '', cell: (person: Person) => <Actions person={person} own={person.id === me.id} onAction={onAction} /> }]),
  ];
  return (
    <MiniTable
      label={t('staff.list')}
      columns={columns}
      rows={people}
      rowId={(person) => person.id}
      isFaded={(person) => person.status === 'disabled'}
    />
  );
}

interface ActionsProps {
  readonly person: Person;
  readonly own: boolean;
  readonly onAction: (action: PersonAction, person: Person) => void;
}

function Actions({ person, own, onAction }: ActionsProps) {
  const { t } = useTranslation();
  const actions: readonly PersonAction[] =
    person.status === 'disabled'
      ? ['enable']
      : [
          ...(person.failedAttempts > 0 ? (['clearLockout'] as const) : []),
          ...(own ? [] : (['changeRole', 'resetFactor', 'disable'] as const)),
        ];
  return (
    <Group gap={4} justify="flex-end" wrap="nowrap">
      {actions.map((action) => (
        <WriteButton
          key={action}
          size="compact-xs"
          variant="default"
          onClick={() => onAction(action, person)}
          aria-label={`${t(`staff.action.${action}`)}: ${person.name}`}
        >
          {t(`staff.action.${action}`)}
        </WriteButton>
      ))}
    </Group>
  );
}

const statuses = ['active', 'disabled'] as const;
type StaffStatus = (typeof statuses)[number];

const statusLook: Readonly<Record<StaffStatus, readonly [Tone, Icon]>> = {
  active: ['good', IconCheck],
  disabled: ['neutral', IconBan],
};

function State({ person }: { readonly person: Person }) {
  const { t } = useTranslation();
  const now = useEngineNow('ten-seconds');
  const known = statuses.find((one) => one === person.status);
  if (known === undefined) return <span>{person.status}</span>;
  if (known === 'active' && person.lockedUntil !== null && person.lockedUntil > now) {
    return (
      <Tag tone="warn" icon={IconLockExclamation} quiet>
        {t('staff.lockedOut')} <Countdown from={now} to={person.lockedUntil} />
      </Tag>
    );
  }
  const [tone, icon] = statusLook[known];
  return (
    <Tag tone={tone} icon={icon} quiet>
      {t(`staff.status.${known}`)}
    </Tag>
  );
}

/** Breaks before its domain where it has to. */
function Email({ address }: { readonly address: string }) {
  const at = address.lastIndexOf('@');
  return (
    <>
      {address.slice(0, at)}
      <wbr />
      {address.slice(at)}
    </>
  );
}
