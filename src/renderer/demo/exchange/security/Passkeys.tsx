import { ActionIcon, Badge, Button, Card, Group, Menu, Modal, Stack, Text, TextInput } from '@mantine/core';
import { IconDots, IconFingerprint, IconKey } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { locale } from '../../../i18n/i18n.ts';
import { absoluteTime } from '../../../ui/format.ts';
import { type CustomerOutputs, useKit } from '../../kit/kit.ts';
import { Notice } from '../../kit/Notice.tsx';
import { errorText } from '../../kit/words.ts';
import { useOperation } from '../operation/OperationProvider.tsx';
import { Page } from '../shell/Page.tsx';
import { AddPasskey } from './AddPasskey.tsx';

type Passkey = CustomerOutputs['passkeys']['list']['items'][number];

const kindWords = {
  this_device: 'On a device',
  other_device: 'On another phone',
  security_key: 'Security key',
} as const;

const storageWords = {
  synced: 'Synced: your other devices have it too',
  device_bound: 'On this device or key only',
} as const;

/** PK-05: the list, with names, kind, storage and times; rename, remove, and the urge for a backup. */
export function Passkeys() {
  const { customerApi } = useKit();
  const { data } = useQuery(customerApi.passkeys.list.queryOptions({ input: undefined }));
  const [adding, setAdding] = useState(false);
  return (
    <Page
      inSecurity
      title="Passkeys"
      intro="A passkey cannot be told, typed or phished. Your device keeps it and asks for your fingerprint, face or PIN."
      actions={<Button onClick={() => setAdding(true)}>Add a passkey</Button>}
    >
      {data?.backupUrged === true && (
        <Notice tone="warn" title="Add a second one">
          With one passkey only, losing it means asking support. Add another on a second device, or a security key.
        </Notice>
      )}
      {adding && <AddPasskey onClose={() => setAdding(false)} />}
      {data?.items.length === 0 && <Text c="dimmed">No passkeys yet.</Text>}
      {data?.items.map((passkey) => (
        <PasskeyCard key={passkey.id} passkey={passkey} isLast={data.items.length === 1} mandatory={data.mandatorySince !== null} />
      ))}
    </Page>
  );
}

interface PasskeyCardProps {
  readonly passkey: Passkey;
  readonly isLast: boolean;
  readonly mandatory: boolean;
}

function PasskeyCard({ passkey, isLast, mandatory }: PasskeyCardProps) {
  const { customer } = useKit();
  const start = useOperation();
  const [dialog, setDialog] = useState<'rename' | 'support' | null>(null);
  const { id, name, kind, storage, backedUp, createdAt, lastUsedAt } = passkey;
  const Icon = kind === 'security_key' ? IconKey : IconFingerprint;
  const remove = () =>
    start({
      title: `Remove the passkey “${name}”`,
      wish: { kind: 'passkey_remove', passkeyId: id },
      carryOut: (operationId) => customer.passkeys.remove({ id, operationId: operationId as never }),
      done: 'The passkey was removed.',
    });
  return (
    <Card component="article" aria-label={name}>
      <Group wrap="nowrap" align="flex-start" gap="md">
        <Icon size={28} stroke={1.6} aria-hidden />
        <Stack gap={4} flex={1}>
          <Group gap="xs">
            <Text fw={600}>{name}</Text>
            <Badge variant="light" tt="none">
              {kindWords[kind]}
            </Badge>
          </Group>
          <Text size="sm">
            {storageWords[storage]}
            {storage === 'synced' && !backedUp ? ', once it has been copied' : ''}
          </Text>
          <Text size="sm" c="dimmed">
            Created {absoluteTime(createdAt, 'local', locale())} ·{' '}
            {lastUsedAt === null ? 'never used' : `last used ${absoluteTime(lastUsedAt, 'local', locale())}`}
          </Text>
        </Stack>
        <Menu position="bottom-end">
          <Menu.Target>
            <ActionIcon variant="subtle" aria-label={`More about ${name}`}>
              <IconDots size={20} aria-hidden />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={() => setDialog('rename')}>Rename</Menu.Item>
            <Menu.Item color="red" onClick={remove} disabled={isLast && mandatory}>
              {isLast && mandatory ? 'Cannot be removed: passkeys are mandatory' : 'Remove'}
            </Menu.Item>
            <Menu.Item onClick={() => setDialog('support')}>I have lost it</Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </Group>
      {dialog === 'rename' && <Rename passkey={passkey} onClose={() => setDialog(null)} />}
      {dialog === 'support' && <Lost passkey={passkey} onClose={() => setDialog(null)} />}
    </Card>
  );
}

interface DialogProps {
  readonly passkey: Passkey;
  readonly onClose: () => void;
}

function Rename({ passkey, onClose }: DialogProps) {
  const { customer, queryClient } = useKit();
  const [name, setName] = useState(passkey.name);
  const rename = useMutation({
    mutationFn: () => customer.passkeys.rename({ id: passkey.id, name: name.trim() }),
    onSuccess: () => {
      void queryClient.invalidateQueries();
      onClose();
    },
  });
  return (
    <Modal opened onClose={onClose} title="Name this passkey">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          rename.mutate();
        }}
      >
        <Stack gap="md">
          <TextInput label="Name" value={name} onChange={(event) => setName(event.currentTarget.value)} maxLength={60} data-autofocus />
          {rename.error !== null && <Notice tone="bad">{errorText(rename.error)}</Notice>}
          <Group>
            <Button type="submit" loading={rename.isPending} disabled={name.trim() === ''}>
              Save the name
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

/** PK-07: removal without a step-up is support's, and starts a hold. */
function Lost({ passkey, onClose }: DialogProps) {
  const { customer } = useKit();
  const [note, setNote] = useState('');
  const ask = useMutation({ mutationFn: () => customer.passkeys.askForRemoval({ id: passkey.id, note: note.trim() }) });
  return (
    <Modal opened onClose={onClose} title={`Ask support to remove “${passkey.name}”`}>
      <Stack gap="md">
        {ask.isSuccess ? (
          <Notice tone="good">Support has your request and will write to you.</Notice>
        ) : (
          <>
            <Text size="sm">Support makes sure that it is you. When the passkey is removed, withdrawals wait for a day.</Text>
            <TextInput label="What happened to it?" value={note} onChange={(event) => setNote(event.currentTarget.value)} maxLength={200} />
            {ask.error !== null && <Notice tone="bad">{errorText(ask.error)}</Notice>}
            <Group>
              <Button onClick={() => ask.mutate()} loading={ask.isPending} disabled={note.trim() === ''}>
                Ask support
              </Button>
            </Group>
          </>
        )}
      </Stack>
    </Modal>
  );
}
