import { Button, Group, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconInbox } from '@tabler/icons-react';
import { CodeEntry } from './CodeEntry.tsx';
import { Inbox } from './Inbox.tsx';
import { Notice } from './Notice.tsx';
import { type StepProps, useBegun, useComplete } from './step.ts';
import { errorText } from './words.ts';

const titles = {
  email_code: 'Code from your e-mail',
  phone_code: 'Code from your SMS',
  authenticator: 'Code from your authenticator app',
} as const;

/** A code by mail, by SMS or from the authenticator app. Nothing but the code is asked for: which one, the engine has chosen. */
export function CodeStep(props: StepProps) {
  const { step } = props;
  const isSent = step.factor !== 'authenticator';
  const [inbox, { open, close }] = useDisclosure(false);
  const begin = useBegun(props, isSent);
  const complete = useComplete(props);
  const sentTo = begin.data?.sentTo;
  const failed = complete.data?.passed === false ? complete.data : null;
  const wrong =
    complete.error !== null
      ? errorText(complete.error)
      : failed !== null
        ? `That code is not right, or it was used already. ${failed.attemptsLeft} ${failed.attemptsLeft === 1 ? 'try' : 'tries'} left.`
        : null;
  return (
    <Stack gap="md">
      {begin.error !== null && (
        <Notice tone="warn" urgent>
          {errorText(begin.error)}
        </Notice>
      )}
      <CodeEntry
        label={titles[step.factor as keyof typeof titles]}
        description={isSent ? (sentTo ? `Sent to ${sentTo}` : 'Sending…') : 'Open the app and type what it shows now.'}
        busy={complete.isPending}
        error={wrong}
        round={complete.submittedAt}
        onCode={(code) => complete.mutate({ code })}
        onResend={isSent ? () => begin.mutate() : undefined}
      />
      {isSent ? (
        <Group gap="xs">
          <Text size="sm" c="dimmed">
            In this demo nothing leaves the machine.
          </Text>
          <Button variant="default" size="xs" leftSection={<IconInbox size={16} aria-hidden />} onClick={open}>
            Look into my inbox
          </Button>
          <Inbox opened={inbox} onClose={close} />
        </Group>
      ) : (
        <Text size="sm" c="dimmed">
          Never tell a code to anybody, and to no agent of support.
        </Text>
      )}
    </Stack>
  );
}
