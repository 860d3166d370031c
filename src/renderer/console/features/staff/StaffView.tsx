import { Button, Skeleton } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { type Icon, IconBan, IconCheck, IconHourglass, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ActionButton } from '../../../ui/ActionButton.tsx';
import { Card } from '../../../ui/Card.tsx';
import { type MiniColumn, MiniTable } from '../../../ui/MiniTable.tsx';
import { Moment } from '../../../ui/Moment.tsx';
import { ErrorNotice } from '../../../ui/notices.tsx';
import { ReasonDialog } from '../../../ui/ReasonDialog.tsx';
import { Tag, type Tone } from '../../../ui/Tag.tsx';
import { api, client, type Outputs, queryClient } from '../../connection/api.ts';
import { useMay, useMe } from '../../connection/use-me.ts';
import { ManagePage } from '../../shell/ManagePage.tsx';
import { type Added, AddStaff, NewAuthenticator } from './AddStaff.tsx';
import { RoleTable } from './RoleTable.tsx';

type Person = Outputs['staff']['list']['items'][number];

const refresh = () => queryClient.invalidateQueries({ queryKey: api.staff.key() });

/** Who works here, in which role. */
export function StaffView() {
  const { t } = useTranslation();
  const mayManage = useMay('staff.manage');
  const staff = useQuery(api.staff.list.queryOptions());
  const [adding, setAdding] = useState(false);
  const [added, setAdded] = useState<Added | null>(null);
  const [disabling, setDisabling] = useState<Person | null>(null);
  return (
    <ManagePage
      title={t('staff.title')}
      actions={mayManage && <ActionButton label={t('staff.add')} keys="c" icon={IconPlus} onAction={() => setAdding(true)} />}
    >
      <p>{t('staff.about')}</p>
      <Card title={t('staff.list')}>
        {staff.isPending && <Skeleton height={160} />}
        {staff.isError && <ErrorNotice error={staff.error} title={t('ui.error.loadTitle')} onRetry={() => void staff.refetch()} />}
        {staff.data && <People people={staff.data.items} onDisable={mayManage ? setDisabling : null} />}
      </Card>
      <Card title={t('staff.roles')}>
        <RoleTable />
      </Card>
      {adding && (
        <AddStaff
          onClose={() => setAdding(false)}
          onAdded={(person) => {
            setAdding(false);
            setAdded(person);
            void refresh();
          }}
        />
      )}
      {added !== null && <NewAuthenticator added={added} onClose={() => setAdded(null)} />}
      {disabling !== null && (
        <ReasonDialog
          title={t('staff.disableTitle', { name: disabling.name })}
          confirm={t('staff.disable')}
          tone="danger"
          onClose={() => setDisabling(null)}
          onConfirm={async (reason) => {
            await client.staff.disable({ id: disabling.id, reason });
            notifications.show({ message: t('staff.disabledDone') });
            void refresh();
          }}
        >
          {t('staff.disableAbout', { name: disabling.name })}
        </ReasonDialog>
      )}
    </ManagePage>
  );
}

interface PeopleProps {
  readonly people: readonly Person[];
  readonly onDisable: ((person: Person) => void) | null;
}

function People({ people, onDisable }: PeopleProps) {
  const { t } = useTranslation();
  const me = useMe();
  const columns: readonly MiniColumn<Person>[] = [
    {
      name: t('staff.column.name'),
      wide: true,
      cell: (person) => (
        <>
          <strong>{person.name}</strong>
          {person.id === me.id && ` (${t('staff.you')})`}
        </>
      ),
    },
    { name: t('staff.column.email'), cell: (person) => person.email },
    { name: t('staff.column.role'), cell: (person) => t(`words.role.${person.role}`) },
    { name: t('staff.column.status'), cell: (person) => <Status status={person.status} /> },
    { name: t('staff.column.created'), cell: (person) => <Moment at={person.createdAt} /> },
    {
      name: t('staff.column.seen'),
      cell: (person) => (person.lastSignInAt === null ? t('staff.never') : <Moment at={person.lastSignInAt} />),
    },
    ...(onDisable === null
      ? []
      : [
          {
            name: '',
            cell: (person: Person) =>
              person.status !== 'disabled' &&
              person.id !== me.id && (
                <Button
                  size="compact-xs"
                  variant="default"
                  onClick={() => onDisable(person)}
                  aria-label={`${t('staff.disable')}: ${person.name}`}
                >
                  {t('staff.disable')}
                </Button>
              ),
          },
        ]),
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

const statuses = ['active', 'pending', 'disabled'] as const;
type StaffStatus = (typeof statuses)[number];

const statusLook: Readonly<Record<StaffStatus, readonly [Tone, Icon]>> = {
  active: ['good', IconCheck],
  pending: ['info', IconHourglass],
  disabled: ['neutral', IconBan],
};

function Status({ status }: { readonly status: string }) {
  const { t } = useTranslation();
  const known = statuses.find((one) => one === status);
  if (known === undefined) return <span>{status}</span>;
  const [tone, icon] = statusLook[known];
  return (
    <Tag tone={tone} icon={icon} quiet>
      {t(`staff.status.${known}`)}
    </Tag>
  );
}
