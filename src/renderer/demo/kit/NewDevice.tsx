import { Anchor, Button, Group, List, Stack, Text } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useKit } from './kit.ts';
import { Notice } from './Notice.tsx';
import { StepUp } from './StepUp.tsx';
import type { Operation } from './step.ts';
import { errorText } from './words.ts';

const methodWords = {
  device: 'This device is new to your account. Another device of yours, where the app is logged in, confirms it.',
  face: 'This device is new to your account. Your face confirms it.',
  items: 'This device is new to your account. Codes to everything that is bound to it confirm it.',
  person: 'This device is new to your account, and a person of the exchange confirms it.',
} as const;

const storeNames = { ios: 'App Store (iOS)', android: 'Google Play (Android)' } as const;

interface NewDeviceProps {
  readonly operationId: string;
  readonly onDone: (operation: Operation) => void;
  readonly onOver: (operation: Operation, advice: string | null) => void;
}

/**
 * A log-in that waits: the method that the engine assigned, which nobody can change, with its guidance as failures add up, the app's
 * downloads, and the way to support when nothing works (ND-02, ND-07, ND-10, ND-12).
 */
export function NewDevice({ operationId, onDone, onOver }: NewDeviceProps) {
  const { customer, customerApi, queryClient } = useKit();
  const view = useQuery(customerApi.newDevice.get.queryOptions({ input: { id: operationId as never }, retry: false }));
  const support = useMutation({
    mutationFn: () => customer.newDevice.openCase({ id: operationId as never }),
    onSuccess: () => queryClient.invalidateQueries(),
  });
  const login = view.data;
  return (
    <Stack gap="lg">
      {login !== undefined && <Text>{methodWords[login.method]}</Text>}
      <StepUp operationId={operationId} onDone={onDone} onOver={onOver} />
      {login !== undefined && login.guidance.length > 0 && (
        <Notice tone="warn" title="If it does not work">
          <List size="sm" type="ordered">
            {login.guidance.map(({ code, text }) => (
              <List.Item key={code}>{text}</List.Item>
            ))}
          </List>
        </Notice>
      )}
      {login?.support.mayOpen === true && login.support.caseId === null && (
        <Group>
          <Button variant="default" onClick={() => support.mutate()} loading={support.isPending}>
            Ask support for help
          </Button>
          {support.error !== null && <Notice tone="warn">{errorText(support.error)}</Notice>}
        </Group>
      )}
      {login !== undefined && login.support.caseId !== null && (
        <Notice tone="good" title="Support has your case">
          Its number is {login.support.caseId}. You will hear by mail.
        </Notice>
      )}
      {login !== undefined && login.downloads.length > 0 && (
        <Text size="sm" c="dimmed">
          Get the app:{' '}
          {login.downloads.map(({ os, url }, index) => (
            <span key={os}>
              {index > 0 && ' · '}
              <Anchor href={url} target="_blank" rel="noreferrer" size="sm">
                {storeNames[os]}
              </Anchor>
            </span>
          ))}
        </Text>
      )}
    </Stack>
  );
}
