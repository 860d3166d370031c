import { Button, CopyButton, Group, Stack, Text } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { QrCode } from '../../../ui/QrCode.tsx';
import { useKit } from '../../kit/kit.ts';
import { Notice } from '../../kit/Notice.tsx';
import { StepSkeleton } from '../../kit/StepSkeleton.tsx';
import { useCountdown } from '../../kit/use-countdown.ts';
import { errorText } from '../../kit/words.ts';

const statusWords = {
  waiting: 'Waiting for the other phone.',
  opened: 'The other phone has opened it, and repeats the verification now.',
  completed: 'Done: the passkey is on the other phone.',
  superseded: 'A newer code was made; this one is worthless.',
  expired: 'The code has expired.',
} as const;

/** PK-03: the code that another phone scans in its app. Single use, with a short life; making another makes this one worthless. */
export function TransferCode({ operationId, onClose }: { readonly operationId: string; readonly onClose: () => void }) {
  const { customer, customerApi } = useKit();
  const make = useMutation({ mutationFn: () => customer.passkeys.transfers.begin({ operationId: operationId as never }) });
  const started = useRef(false);
  useEffect(() => {
    if (started.current) return;
    started.current = true;
    make.mutate();
  });
  const id = make.data?.id ?? '';
  const state = useQuery(
    customerApi.passkeys.transfers.get.queryOptions({ input: { id }, enabled: id !== '', refetchInterval: 2_000 }),
  ).data;
  const { text, over } = useCountdown(make.data?.expiresAt ?? 0);
  const close = (
    <Button variant="subtle" onClick={onClose}>
      Close
    </Button>
  );
  if (make.error !== null) {
    return (
      <Stack gap="md" align="flex-start">
        <Notice tone="bad" urgent>
          {errorText(make.error)}
        </Notice>
        {close}
      </Stack>
    );
  }
  if (make.data === undefined) return <StepSkeleton label="Making the code" />;
  const status = state?.status ?? 'waiting';
  const live = status === 'waiting' && !over;
  return (
    <Stack gap="md">
      <Text>Open the app on the other phone, choose “Scan”, and point it at this code.</Text>
      {live && (
        <Group align="center" gap="xl">
          <QrCode text={make.data.link} label="QR code for the other phone" size={184} />
          <Stack gap="xs" align="flex-start">
            <Text size="sm" c="dimmed">
              Time left
            </Text>
            <Text fz={24} fw={650} role="timer">
              {text}
            </Text>
            <CopyButton value={make.data.link}>
              {({ copied, copy }) => (
                <Button variant="default" size="xs" onClick={copy}>
                  {copied ? 'Link copied' : 'Copy the link instead'}
                </Button>
              )}
            </CopyButton>
          </Stack>
        </Group>
      )}
      {live && (
        <Text size="xs" c="dimmed" data-testid="transfer-link" style={{ overflowWrap: 'anywhere' }}>
          {make.data.link}
        </Text>
      )}
      <Notice tone={status === 'completed' ? 'good' : status === 'waiting' || status === 'opened' ? 'info' : 'warn'}>
        {over && status === 'waiting' ? statusWords.expired : statusWords[status]}
      </Notice>
      <Group>
        {status === 'completed' ? (
          <Button onClick={onClose}>Finish</Button>
        ) : (
          <>
            <Button variant="default" onClick={() => make.mutate()} loading={make.isPending}>
              New code
            </Button>
            {close}
          </>
        )}
      </Group>
    </Stack>
  );
}
