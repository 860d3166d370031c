import { Button, Card, Group, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { KeyGroups } from '../../../ui/KeyGroups.tsx';
import { QrCode } from '../../../ui/QrCode.tsx';
import { CodeEntry } from '../../kit/CodeEntry.tsx';
import { type CustomerOutputs, useKit } from '../../kit/kit.ts';
import { Notice } from '../../kit/Notice.tsx';
import { errorText } from '../../kit/words.ts';
import { useOperation } from '../operation/OperationProvider.tsx';
import { Page } from '../shell/Page.tsx';

type Begun = CustomerOutputs['authenticator']['begin'];

/** SI-02: enrol by QR, prove by one code; removing starts a hold. */
export function Authenticator() {
  const { customer, customerApi } = useKit();
  const start = useOperation();
  const { data } = useQuery(customerApi.securityItems.list.queryOptions({ input: undefined }));
  const [begun, setBegun] = useState<Begun | null>(null);
  const add = () =>
    start({
      title: 'Add an authenticator app',
      wish: { kind: 'security_setting_change', setting: 'authenticator_add', change: 'Add an authenticator app' },
      carryOut: async (operationId) => setBegun(await customer.authenticator.begin({ operationId: operationId as never })),
    });
  const remove = () =>
    start({
      title: 'Remove the authenticator app',
      wish: { kind: 'security_setting_change', setting: 'authenticator_remove', change: 'Remove the authenticator app' },
      carryOut: (operationId) => customer.securityItems.remove({ operationId: operationId as never, item: 'authenticator' }),
      done: 'The authenticator was removed. Withdrawals wait for a while.',
    });
  return (
    <Page inSecurity title="Authenticator app" intro="An app on your phone that makes a code every 30 seconds, without a network.">
      {begun !== null && <Enrol begun={begun} onDone={() => setBegun(null)} />}
      {begun === null && data !== undefined && (
        <Card>
          <Stack gap="md" align="flex-start">
            <Text>{data.authenticator ? 'An authenticator app is bound to your account.' : 'There is none yet.'}</Text>
            <Group>
              <Button onClick={add}>{data.authenticator ? 'Replace it' : 'Add one'}</Button>
              {data.authenticator && (
                <Button variant="default" color="red" onClick={remove}>
                  Remove it
                </Button>
              )}
            </Group>
            {data.authenticator && (
              <Text size="sm" c="dimmed">
                After replacing or removing it withdrawals wait, so that nobody who stole your session can use the change.
              </Text>
            )}
          </Stack>
        </Card>
      )}
    </Page>
  );
}

function Enrol({ begun, onDone }: { readonly begun: Begun; readonly onDone: () => void }) {
  const { customer, queryClient } = useKit();
  const finish = useMutation({
    mutationFn: (code: string) => customer.authenticator.finish({ factorId: begun.factorId, code }),
    onSuccess: () => {
      notifications.show({ message: 'The authenticator app was added.', color: 'green' });
      void queryClient.invalidateQueries();
      onDone();
    },
  });
  return (
    <Card component="section" aria-label="Scan the code">
      <Group align="flex-start" gap="xl">
        <QrCode text={begun.uri} label="QR code for your authenticator app" size={192} />
        <Stack gap="md" maw={420}>
          <Text>Scan this with your authenticator app, or type the key into it:</Text>
          <Text ff="monospace" data-testid="totp-secret" style={{ overflowWrap: 'anywhere' }}>
            <KeyGroups text={begun.secret} />
          </Text>
          <Notice tone="warn">Whoever has this key can make your codes. Show it to nobody.</Notice>
          <CodeEntry
            label="Code from the app"
            busy={finish.isPending}
            error={finish.error === null ? null : errorText(finish.error)}
            round={finish.submittedAt}
            onCode={(code) => finish.mutate(code)}
          />
        </Stack>
      </Group>
    </Card>
  );
}
