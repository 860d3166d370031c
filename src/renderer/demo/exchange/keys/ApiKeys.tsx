import { Button, Card, Checkbox, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { CopyText } from '../../../ui/CopyText.tsx';
import { type ExchangeOutputs, useKit } from '../../kit/kit.ts';
import { Notice } from '../../kit/Notice.tsx';
import { useOperation } from '../operation/OperationProvider.tsx';
import { Page } from '../shell/Page.tsx';

type ApiKey = ExchangeOutputs['account']['apiKeys'][number];
type Permission = ApiKey['permissions'][number];
type Made = NonNullable<ExchangeOutputs['operations']['execute']['apiKey']>;

const permissionWords: Readonly<Record<Permission, string>> = { read: 'Read balances', trade: 'Trade', withdraw: 'Withdraw' };

/** Keys for programs of the customer's own: made, edited and deleted under the same guard as a withdrawal. */
export function ApiKeys() {
  const { exchange, exchangeApi } = useKit();
  const start = useOperation();
  const { data } = useQuery(exchangeApi.account.queryOptions({ input: undefined }));
  const [editing, setEditing] = useState<ApiKey | 'new' | null>(null);
  const [made, setMade] = useState<Made | null>(null);
  const execute = (id: string) => exchange.operations.execute({ id: id as never });

  const save = (label: string, permissions: Permission[]) => {
    const key = editing;
    setEditing(null);
    if (key === 'new') {
      start({
        title: `Create the API key “${label}”`,
        wish: { kind: 'api_key_create', label, permissions },
        carryOut: async (id) => setMade((await execute(id)).apiKey ?? null),
      });
    } else if (key !== null) {
      start({
        title: `Change the API key “${key.label}”`,
        wish: { kind: 'api_key_edit', keyId: key.id, label, permissions },
        carryOut: execute,
        done: 'The key was changed.',
      });
    }
  };

  return (
    <Page
      title="API keys"
      intro="For programs of yours. Give each the least that it needs."
      actions={<Button onClick={() => setEditing('new')}>Create a key</Button>}
    >
      {made !== null && (
        <Notice tone="good" title="Your new key">
          <Stack gap="xs">
            <Text size="sm">The secret is shown once, here and now.</Text>
            <CopyText text={made.key} name="key" boxed />
            <CopyText text={made.secret} name="secret" boxed />
          </Stack>
        </Notice>
      )}
      {data?.apiKeys.length === 0 && <Text c="dimmed">No keys yet.</Text>}
      {data?.apiKeys.map((key) => (
        <Card key={key.id} component="article" aria-label={key.label}>
          <Group justify="space-between">
            <div>
              <Text fw={600}>{key.label}</Text>
              <Text size="sm" c="dimmed">
                Ends in {key.hint} · {key.permissions.map((each) => permissionWords[each]).join(', ')}
              </Text>
            </div>
            <Group gap="xs">
              <Button variant="default" size="xs" onClick={() => setEditing(key)}>
                Edit
              </Button>
              <Button
                variant="subtle"
                color="red"
                size="xs"
                onClick={() =>
                  start({
                    title: `Delete the API key “${key.label}”`,
                    wish: { kind: 'api_key_delete', keyId: key.id },
                    carryOut: execute,
                    done: 'The key was deleted.',
                  })
                }
              >
                Delete
              </Button>
            </Group>
          </Group>
        </Card>
      ))}
      {editing !== null && <KeyForm apiKey={editing === 'new' ? null : editing} onClose={() => setEditing(null)} onSave={save} />}
    </Page>
  );
}

interface KeyFormProps {
  readonly apiKey: ApiKey | null;
  readonly onClose: () => void;
  readonly onSave: (label: string, permissions: Permission[]) => void;
}

function KeyForm({ apiKey, onClose, onSave }: KeyFormProps) {
  const [label, setLabel] = useState(apiKey?.label ?? '');
  const [permissions, setPermissions] = useState<Permission[]>([...(apiKey?.permissions ?? ['read' as const])]);
  return (
    <Modal opened onClose={onClose} title={apiKey === null ? 'Create an API key' : 'Change the API key'}>
      <Stack gap="md">
        <TextInput label="Name" value={label} onChange={(event) => setLabel(event.currentTarget.value)} maxLength={40} data-autofocus />
        <Checkbox.Group label="It may" value={permissions} onChange={(values) => setPermissions(values as Permission[])}>
          <Stack gap="xs" mt="xs">
            {(Object.keys(permissionWords) as Permission[]).map((each) => (
              <Checkbox key={each} value={each} label={permissionWords[each]} />
            ))}
          </Stack>
        </Checkbox.Group>
        <Group>
          <Button onClick={() => onSave(label.trim(), permissions)} disabled={label.trim() === '' || permissions.length === 0}>
            {apiKey === null ? 'Create' : 'Change'}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
