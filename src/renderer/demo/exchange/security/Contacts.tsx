import { Button, Card, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { CodeEntry } from '../../kit/CodeEntry.tsx';
import { type CustomerOutputs, useKit } from '../../kit/kit.ts';
import { Notice } from '../../kit/Notice.tsx';
import { errorText } from '../../kit/words.ts';
import { useOperation } from '../operation/OperationProvider.tsx';
import { Page } from '../shell/Page.tsx';

type Item = 'email' | 'phone';
type Change = CustomerOutputs['securityItems']['begin'];

const words = {
  email: { title: 'E-mail address', field: 'New e-mail address', type: 'email' },
  phone: { title: 'Mobile number', field: 'New mobile number, such as +4915550000123', type: 'tel' },
} as const;

/** SI-05: bind, change and remove. The new destination proves itself by a code, and the former ones are told. */
export function Contacts() {
  const { customer, customerApi } = useKit();
  const start = useOperation();
  const { data } = useQuery(customerApi.securityItems.list.queryOptions({ input: undefined }));
  const [asking, setAsking] = useState<Item | null>(null);
  const both = data?.email !== null && data?.phone !== null;
  const remove = (item: Item) =>
    start({
      title: `Remove the ${words[item].title.toLowerCase()}`,
      wish: { kind: 'security_setting_change', setting: `${item}_remove`, change: `Remove the ${words[item].title.toLowerCase()}` },
      carryOut: (operationId) => customer.securityItems.remove({ operationId: operationId as never, item }),
      done: 'It was removed. Withdrawals wait for a while.',
    });
  const [pending] = data?.pending ?? [];
  return (
    <Page inSecurity title="E-mail and phone" intro="Codes and warnings go here. After a change withdrawals wait for a day.">
      {pending !== undefined && <Prove change={pending} />}
      {(['email', 'phone'] as const).map((item) => (
        <Card key={item} component="section" aria-label={words[item].title}>
          <Group justify="space-between">
            <div>
              <Text fw={600}>{words[item].title}</Text>
              <Text c="dimmed">{data?.[item] ?? 'None bound'}</Text>
            </div>
            <Group gap="xs">
              <Button variant="default" size="xs" onClick={() => setAsking(item)}>
                {data?.[item] === null ? 'Bind' : 'Change'}
              </Button>
              {both && (
                <Button variant="subtle" color="red" size="xs" onClick={() => remove(item)}>
                  Remove
                </Button>
              )}
            </Group>
          </Group>
        </Card>
      ))}
      {asking !== null && <Ask item={asking} onClose={() => setAsking(null)} />}
    </Page>
  );
}

function Ask({ item, onClose }: { readonly item: Item; readonly onClose: () => void }) {
  const { customer, exchange } = useKit();
  const start = useOperation();
  const [destination, setDestination] = useState('');
  return (
    <Modal opened onClose={onClose} title={words[item].title}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onClose();
          const to = item === 'phone' ? destination.replace(/[\s()/-]/gu, '') : destination.trim();
          start({
            title: `Change the ${words[item].title.toLowerCase()}`,
            wish: {
              kind: 'security_setting_change',
              setting: `${item}_change`,
              value: to,
              change: `Change the ${words[item].title.toLowerCase()}`,
            },
            carryOut: async (operationId) => {
              await customer.securityItems.begin({ operationId: operationId as never, item, destination: to });
              // So that the demo's inbox shows what comes there.
              await exchange.inbox({ also: to });
            },
          });
        }}
      >
        <Stack gap="md">
          <TextInput
            label={words[item].field}
            type={words[item].type}
            value={destination}
            onChange={(event) => setDestination(event.currentTarget.value)}
            data-autofocus
          />
          <Group>
            <Button type="submit" disabled={destination.trim() === ''}>
              Go on
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

function Prove({ change }: { readonly change: Change }) {
  const { customer, queryClient } = useKit();
  const confirm = useMutation({
    mutationFn: (code: string) => customer.securityItems.confirm({ id: change.id, code }),
    onSuccess: () => {
      notifications.show({ message: 'It is bound now.', color: 'green' });
      void queryClient.invalidateQueries();
    },
  });
  const resend = useMutation({ mutationFn: () => customer.securityItems.resend({ id: change.id }) });
  return (
    <Card component="section" aria-label="Confirm the new one">
      <Stack gap="md">
        {resend.error !== null && <Notice tone="warn">{errorText(resend.error)}</Notice>}
        <CodeEntry
          label="Code from the new address or number"
          description={`Sent to ${change.sentTo}`}
          busy={confirm.isPending}
          error={confirm.error === null ? null : errorText(confirm.error)}
          round={confirm.submittedAt}
          onCode={(code) => confirm.mutate(code)}
          onResend={() => resend.mutate()}
        />
      </Stack>
    </Card>
  );
}
