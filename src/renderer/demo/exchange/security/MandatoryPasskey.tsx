import { Button, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { locale } from '../../../i18n/i18n.ts';
import { absoluteTime } from '../../../ui/format.ts';
import { useKit } from '../../kit/kit.ts';
import { useOperation } from '../operation/OperationProvider.tsx';

/** MP-01: passkeys and nothing else, where policy says it matters. */
export function MandatoryPasskey() {
  const { customer, customerApi } = useKit();
  const start = useOperation();
  const me = useQuery(customerApi.me.queryOptions({ input: undefined })).data;
  const since = me?.mandatoryPasskey?.since ?? null;
  const turnOn = () =>
    start({
      title: 'Accept passkeys only',
      wish: { kind: 'security_setting_change', setting: 'mandatory_passkey_on', change: 'Accept passkeys only' },
      carryOut: (operationId) => customer.mandatoryPasskey.turnOn({ operationId: operationId as never }),
      done: 'From now on you log in with a passkey. Every other session has ended.',
    });
  const turnOff = () =>
    start({
      title: 'Accept other methods again',
      wish: { kind: 'security_setting_change', setting: 'mandatory_passkey_off', change: 'Accept other methods than passkeys again' },
      carryOut: (operationId) => customer.mandatoryPasskey.turnOff({ operationId: operationId as never }),
      done: 'Other methods are accepted again.',
    });
  return (
    <Stack gap="xs" align="flex-start">
      <Title order={3}>Passkeys only</Title>
      <Text size="sm" c="dimmed" maw={620}>
        Where it is on, no code by mail, SMS or app is accepted in place of a passkey, on no device. Pages inside other apps cannot log in
        at all. Keep two passkeys: who loses every one needs support.
      </Text>
      {since === null ? (
        <Button variant="default" size="xs" onClick={turnOn}>
          Turn on
        </Button>
      ) : (
        <>
          <Text size="sm" fw={600}>
            On since {absoluteTime(since, 'local', locale())}
          </Text>
          <Button variant="default" size="xs" onClick={turnOff}>
            Turn off
          </Button>
        </>
      )}
    </Stack>
  );
}
