import { Skeleton } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ActionButton } from '../../../ui/ActionButton.tsx';
import { Card } from '../../../ui/Card.tsx';
import { Loading } from '../../../ui/Loading.tsx';
import { ErrorNotice } from '../../../ui/notices.tsx';
import { ReasonDialog } from '../../../ui/ReasonDialog.tsx';
import { api, client, queryClient } from '../../connection/api.ts';
import { useMay } from '../../connection/use-me.ts';
import { ManagePage } from '../../shell/ManagePage.tsx';
import { ChangeRole } from './ChangeRole.tsx';
import { FactorResets } from './FactorResets.tsx';
import { Invitations } from './Invitations.tsx';
import { HandOverCode, Invite, type Invited } from './Invite.tsx';
import { NewAuthenticator, type Replaced } from './NewAuthenticator.tsx';
import { People, type Person, type PersonAction } from './People.tsx';
import { Refusals } from './Refusals.tsx';
import { RoleTable } from './RoleTable.tsx';
import { Sessions } from './Sessions.tsx';

const refresh = () => queryClient.invalidateQueries({ queryKey: api.staff.key() });

interface Acting {
  readonly action: PersonAction;
  readonly person: Person;
}

/** Who works here and in which role, where they are signed in, and what was tried beyond a role. */
export function StaffView() {
  const { t } = useTranslation();
  const mayManage = useMay('staff.manage');
  const mayAudit = useMay('audit.read');
  const staff = useQuery(api.staff.list.queryOptions());
  const [inviting, setInviting] = useState(false);
  const [invited, setInvited] = useState<Invited | null>(null);
  const [replaced, setReplaced] = useState<Replaced | null>(null);
  const [acting, setActing] = useState<Acting | null>(null);
  return (
    <ManagePage
      title={t('staff.title')}
      actions={mayManage && <ActionButton label={t('staff.invite.title')} keys="c" icon={IconPlus} onAction={() => setInviting(true)} />}
    >
      <p>{t('staff.about')}</p>
      <Card title={t('staff.list')}>
        {staff.isPending && (
          <Loading inLine>
            <Skeleton height={160} />
          </Loading>
        )}
        {staff.isError && <ErrorNotice error={staff.error} title={t('ui.error.loadTitle')} onRetry={() => void staff.refetch()} />}
        {staff.data && <People people={staff.data.items} onAction={mayManage ? (action, person) => setActing({ action, person }) : null} />}
      </Card>
      <Invitations />
      <FactorResets onReplaced={setReplaced} />
      <Sessions />
      {mayAudit && <Refusals />}
      <Card title={t('staff.roles')}>
        <RoleTable />
      </Card>
      {inviting && (
        <Invite
          onClose={() => setInviting(false)}
          onInvited={(result) => {
            setInviting(false);
            if (result.code === null) notifications.show({ message: t('staff.invite.sent', { email: result.invitation.email }) });
            else setInvited(result);
            void refresh();
          }}
        />
      )}
      {invited !== null && <HandOverCode invited={invited} onClose={() => setInvited(null)} />}
      {replaced !== null && <NewAuthenticator replaced={replaced} onClose={() => setReplaced(null)} />}
      {acting?.action === 'changeRole' && <ChangeRole person={acting.person} onClose={() => setActing(null)} />}
      {acting !== null && acting.action !== 'changeRole' && (
        <Act action={acting.action} person={acting.person} onClose={() => setActing(null)} />
      )}
    </ManagePage>
  );
}

/** What takes nothing but a reason. */
type PlainAction = Exclude<PersonAction, 'changeRole'>;

const act: Readonly<Record<PlainAction, (person: Person, reason: string) => Promise<unknown>>> = {
  enable: ({ id }, reason) => client.staff.enable({ id, reason }),
  disable: ({ id }, reason) => client.staff.disable({ id, reason }),
  resetFactor: ({ id }, reason) => client.staff.factorResets.request({ staffId: id, reason }),
  clearLockout: ({ id }, reason) => client.staff.sessions.clearLockout({ staffId: id, reason }),
};

function Act({ action, person, onClose }: { readonly action: PlainAction; readonly person: Person; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const { name } = person;
  return (
    <ReasonDialog
      title={t(`staff.actionTitle.${action}`, { name })}
      confirm={t(`staff.action.${action}`)}
      tone={action === 'disable' ? 'danger' : 'normal'}
      onClose={onClose}
      onConfirm={async (reason) => {
        await act[action](person, reason);
        notifications.show({ message: t(`staff.actionDone.${action}`, { name }) });
        void refresh();
      }}
    >
      {t(`staff.actionAbout.${action}`, { name })}
    </ReasonDialog>
  );
}
