import { Anchor, Button, Checkbox, Group, Modal, Stack, Text, Textarea } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { ResetTarget } from '../../../../shared/vocabulary/index.ts';
import { useKit } from '../../kit/kit.ts';
import { Notice } from '../../kit/Notice.tsx';
import { errorText } from '../../kit/words.ts';

const targets: readonly { readonly target: ResetTarget; readonly label: string }[] = [
  { target: 'trusted_device', label: 'My trusted device' },
  { target: 'authenticator', label: 'My authenticator app' },
  { target: 'passkeys', label: 'My passkeys' },
];

/** Asks support for a device reset: the only way back for who lost what the log-in asks for (PK-09, RC-01). */
export function LostEverything() {
  const { customer, queryClient } = useKit();
  const [opened, { open, close }] = useDisclosure(false);
  const [lost, setLost] = useState<ResetTarget[]>([]);
  const [reason, setReason] = useState('');
  const ask = useMutation({
    mutationFn: () => customer.deviceResets.request({ targets: lost, reason }),
    onSuccess: () => queryClient.invalidateQueries(),
  });
  return (
    <>
      <Anchor component="button" type="button" size="sm" ta="start" onClick={open}>
        I have lost what is asked for
      </Anchor>
      <Modal opened={opened} onClose={close} title="Ask support for a reset">
        <Stack gap="md">
          {ask.data === undefined ? (
            <>
              <Text size="sm">
                Somebody at the exchange makes sure that it is you, and then resets what you have lost. It takes effect a day after it is
                approved; every channel of yours is told, and you can stop it with one tap. Withdrawals wait afterwards.
              </Text>
              <Checkbox.Group label="What have you lost?" value={lost} onChange={(values) => setLost(values as ResetTarget[])}>
                <Stack gap="xs" mt="xs">
                  {targets.map(({ target, label }) => (
                    <Checkbox key={target} value={target} label={label} />
                  ))}
                </Stack>
              </Checkbox.Group>
              <Textarea
                label="What happened?"
                value={reason}
                onChange={(event) => setReason(event.currentTarget.value)}
                maxLength={400}
                autosize
                minRows={2}
              />
              {ask.error !== null && <Notice tone="bad">{errorText(ask.error)}</Notice>}
              <Group>
                <Button onClick={() => ask.mutate()} loading={ask.isPending} disabled={lost.length === 0 || reason.trim().length < 3}>
                  Ask support
                </Button>
              </Group>
            </>
          ) : (
            <Notice tone="good" title="Support has your request">
              Its number is {ask.data.caseId}. You will hear by mail and SMS.
            </Notice>
          )}
        </Stack>
      </Modal>
    </>
  );
}
