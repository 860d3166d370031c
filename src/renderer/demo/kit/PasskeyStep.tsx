import { Button, Group, Stack, Text } from '@mantine/core';
import { IconFingerprint } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useKit } from './kit.ts';
import { Notice } from './Notice.tsx';
import type { StepProps } from './step.ts';
import { signWithPasskey } from './webauthn.ts';
import { errorText } from './words.ts';

/** A passkey signs for exactly this operation. Each try takes a challenge of its own. */
export function PasskeyStep({ operation, step, settle }: StepProps) {
  const { customer } = useKit();
  const sign = useMutation({
    mutationFn: async () => {
      const at = { id: operation.id, position: step.position };
      const { passkey } = await customer.operations.beginStep(at);
      if (passkey === undefined) throw new Error('No passkey was asked for.');
      return customer.operations.completeStep({ ...at, passkey: await signWithPasskey(passkey) });
    },
    onSuccess: (completed) => settle(completed.operation, completed.advice?.text ?? null),
  });
  const refused = sign.data?.passed === false ? sign.data : null;
  return (
    <Stack gap="md">
      <Text>Confirm with your passkey: your fingerprint, your face, the device’s PIN, or your security key.</Text>
      {sign.error !== null && (
        <Notice tone="warn" urgent>
          {errorText(sign.error)}
          <Text size="sm" mt="xs">
            Is your passkey on another device? Add one here from there: Security centre, Passkeys, Another phone or tablet.
          </Text>
        </Notice>
      )}
      {refused !== null && (
        <Notice tone="bad" title="This passkey was not accepted" urgent>
          {refused.attemptsLeft} {refused.attemptsLeft === 1 ? 'try' : 'tries'} left. Use a passkey of this account.
        </Notice>
      )}
      <Group>
        <Button leftSection={<IconFingerprint size={20} aria-hidden />} onClick={() => sign.mutate()} loading={sign.isPending}>
          Use a passkey
        </Button>
      </Group>
    </Stack>
  );
}
