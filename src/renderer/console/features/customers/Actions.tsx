import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconNote, IconPhoneCall, IconPlugConnectedX, IconSnowflake, IconSnowflakeOff } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CustomerDetail } from '../../../../shared/contract/console/index.ts';
import type { AccountId } from '../../../../shared/vocabulary/index.ts';
import { ActionButton } from '../../../ui/ActionButton.tsx';
import { Dialog } from '../../../ui/Dialog.tsx';
import { ReasonDialog } from '../../../ui/ReasonDialog.tsx';
import { api, client } from '../../connection/api.ts';
import { useMay } from '../../connection/use-me.ts';
import { CallerOfAccount } from '../recovery/CallerOfAccount.tsx';
import { StartReset } from '../recovery/StartReset.tsx';

/** What staff can do for or against a customer, by role. */
export function Actions({ detail }: { readonly detail: CustomerDetail }) {
  const { id } = detail.customer;
  const resets = useQuery(api.recovery.list.queryOptions({ input: { status: 'open', accountId: id } }));
  return (
    <>
      <VerifyCaller accountId={id} />
      {resets.data !== undefined && <StartReset accountId={id} open={resets.data.items[0] ?? null} />}
      <AddNote accountId={id} />
      <EndSessions detail={detail} />
      <Freeze detail={detail} />
    </>
  );
}

function VerifyCaller({ accountId }: { readonly accountId: AccountId }) {
  const { t } = useTranslation();
  const may = useMay('recovery.start');
  const [open, setOpen] = useState(false);
  const [asked, setAsked] = useState<string | null>(null);
  if (!may) return null;
  return (
    <>
      <ActionButton label={t('caseBodies.caller.start')} keys="p" icon={IconPhoneCall} variant="default" onAction={() => setOpen(true)} />
      {open && (
        <Dialog onClose={() => setOpen(false)} title={t('caseBodies.caller.dialog')}>
          <CallerOfAccount accountId={accountId} asked={asked} onAsked={setAsked} keyed={false} />
          <Button mt="md" variant="default" onClick={() => setOpen(false)}>
            {t('caseBodies.caller.done')}
          </Button>
        </Dialog>
      )}
    </>
  );
}

function AddNote({ accountId }: { readonly accountId: AccountId }) {
  const { t } = useTranslation();
  const may = useMay('customers.note');
  const [writing, setWriting] = useState(false);
  if (!may) return null;
  return (
    <>
      <ActionButton label={t('customers.actions.note')} keys="n" icon={IconNote} variant="default" onAction={() => setWriting(true)} />
      {writing && (
        <ReasonDialog
          title={t('customers.actions.noteTitle')}
          confirm={t('customers.actions.noteSave')}
          label={t('customers.actions.noteLabel')}
          maxLength={400}
          onClose={() => setWriting(false)}
          onConfirm={async (text) => {
            await client.customers.addNote({ id: accountId, text });
            notifications.show({ message: t('customers.actions.noted') });
          }}
        >
          {t('customers.actions.noteAbout')}
        </ReasonDialog>
      )}
    </>
  );
}

function EndSessions({ detail }: { readonly detail: CustomerDetail }) {
  const { t } = useTranslation();
  const may = useMay('customers.end_sessions');
  const [asking, setAsking] = useState(false);
  const open = detail.sessions.filter((session) => session.endedAt === null).length;
  const { id } = detail.customer;
  if (!may) return null;
  return (
    <>
      <ActionButton
        label={t('customers.detail.endSessions')}
        keys="s"
        icon={IconPlugConnectedX}
        variant="default"
        disabled={open === 0}
        onAction={() => setAsking(true)}
      />
      {asking && (
        <ReasonDialog
          title={t('customers.detail.endSessions')}
          confirm={t('customers.detail.endSessions')}
          tone="danger"
          onClose={() => setAsking(false)}
          onConfirm={async (reason) => {
            const { ended } = await client.customers.endSessions({ id, reason });
            notifications.show({ message: t('customers.detail.sessionsEnded', { count: ended }) });
          }}
        >
          {t('customers.detail.endSessionsAbout', { id })}
        </ReasonDialog>
      )}
    </>
  );
}

function Freeze({ detail }: { readonly detail: CustomerDetail }) {
  const { t } = useTranslation();
  const may = useMay('customers.freeze');
  const [asking, setAsking] = useState(false);
  const { id, status } = detail.customer;
  const action = status === 'frozen' ? 'unfreeze' : 'freeze';
  if (!may) return null;
  return (
    <>
      <ActionButton
        label={t(`customers.actions.${action}`)}
        keys="z"
        icon={action === 'freeze' ? IconSnowflake : IconSnowflakeOff}
        variant="default"
        onAction={() => setAsking(true)}
      />
      {asking && (
        <ReasonDialog
          title={t(`customers.actions.${action}`)}
          confirm={t(`customers.actions.${action}`)}
          tone={action === 'freeze' ? 'danger' : 'normal'}
          onClose={() => setAsking(false)}
          onConfirm={async (reason) => {
            await client.customers[action]({ id, reason });
            notifications.show({ message: t(`customers.actions.${action}Done`) });
          }}
        >
          {t(`customers.actions.${action}About`, { id })}
        </ReasonDialog>
      )}
    </>
  );
}
