import { Button, Card, Group, SimpleGrid, Stack, Text, UnstyledButton } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconDeviceLaptop, IconDeviceMobile, IconUsb } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useKit } from '../../kit/kit.ts';
import { Notice } from '../../kit/Notice.tsx';
import { createPasskey, hasCredentialManager } from '../../kit/webauthn.ts';
import { errorText } from '../../kit/words.ts';
import { useOperation } from '../operation/OperationProvider.tsx';
import classes from './AddPasskey.module.css';
import { TransferCode } from './TransferCode.tsx';

type Way = 'this_device' | 'other_device' | 'security_key';

const ways: readonly { readonly way: Way; readonly title: string; readonly text: string; readonly Icon: typeof IconUsb }[] = [
  { way: 'this_device', title: 'This device', text: 'Kept here, and used with your fingerprint, face or PIN.', Icon: IconDeviceLaptop },
  { way: 'other_device', title: 'Another phone or tablet', text: 'Scan a code there, in the app.', Icon: IconDeviceMobile },
  { way: 'security_key', title: 'USB security key', text: 'Plug it in and touch it. Each key is added by itself.', Icon: IconUsb },
];

/** PK-02: the three ways. First the step-up, then the passkey itself. */
export function AddPasskey({ onClose }: { readonly onClose: () => void }) {
  const start = useOperation();
  const [authorized, setAuthorized] = useState<{ readonly way: Way; readonly operationId: string } | null>(null);
  const choose = (way: Way) =>
    start({
      title: 'Add a passkey',
      wish: { kind: 'passkey_add' },
      carryOut: async (operationId) => setAuthorized({ way, operationId }),
    });
  return (
    <Card component="section" aria-label="Add a passkey">
      <Stack gap="md">
        {authorized === null && (
          <>
            <Text fw={600}>Where shall it be kept?</Text>
            <SimpleGrid cols={{ base: 1, sm: 3 }}>
              {ways.map(({ way, title, text, Icon }) => (
                <UnstyledButton key={way} className={classes.way ?? ''} onClick={() => choose(way)}>
                  <Icon size={28} stroke={1.5} aria-hidden />
                  <Text fw={600}>{title}</Text>
                  <Text size="sm" c="dimmed">
                    {text}
                  </Text>
                </UnstyledButton>
              ))}
            </SimpleGrid>
          </>
        )}
        {authorized?.way === 'other_device' && <TransferCode operationId={authorized.operationId} onClose={onClose} />}
        {authorized !== null && authorized.way !== 'other_device' && (
          <Create way={authorized.way} operationId={authorized.operationId} onClose={onClose} />
        )}
        {authorized?.way !== 'other_device' && (
          <Group>
            <Button variant="subtle" size="xs" onClick={onClose}>
              {authorized === null ? 'Not now' : 'Close'}
            </Button>
          </Group>
        )}
      </Stack>
    </Card>
  );
}

interface CreateProps {
  readonly way: 'this_device' | 'security_key';
  readonly operationId: string;
  readonly onClose: () => void;
}

function Create({ way, operationId, onClose }: CreateProps) {
  const { customer, queryClient } = useKit();
  const create = useMutation({
    mutationFn: async () => {
      const id = operationId as never;
      const credentialManager = await hasCredentialManager();
      const { options } = await customer.passkeys.begin({ operationId: id, kind: way, credentialManager });
      return customer.passkeys.finish({ operationId: id, response: await createPasskey(options) });
    },
    onSuccess: ({ name }) => {
      notifications.show({ message: `The passkey “${name}” was added.`, color: 'green' });
      void queryClient.invalidateQueries();
      onClose();
    },
  });
  return (
    <Stack gap="md" align="flex-start">
      <Text>
        {way === 'this_device'
          ? 'Your device will now ask for your fingerprint, face or PIN.'
          : 'Plug the security key in, and touch it when it blinks.'}
      </Text>
      {create.error !== null && (
        <Notice tone="warn" urgent>
          {errorText(create.error)}
        </Notice>
      )}
      <Button onClick={() => create.mutate()} loading={create.isPending}>
        Create the passkey
      </Button>
    </Stack>
  );
}
