import { Anchor, Stack, Title } from '@mantine/core';
import { useCallback } from 'react';
import { useKit } from '../../kit/kit.ts';
import { useLive } from '../../kit/live.ts';
import { NewDevice } from '../../kit/NewDevice.tsx';
import { LostEverything } from './LostEverything.tsx';

interface VerifyLogInProps {
  readonly operationId: string;
  /** The customer gives up. */
  readonly onLeave: () => void;
}

/** A log-in whose step-up is not complete: this page can do that, ask support, and nothing else. */
export function VerifyLogIn({ operationId, onLeave }: VerifyLogInProps) {
  const { session, exchange, queryClient } = useKit();
  useLive();
  const onDone = useCallback(() => void queryClient.invalidateQueries(), [queryClient]);
  // A log-in that failed has no session any more.
  const onOver = useCallback(() => session.close(), [session]);
  const giveUp = () => {
    exchange.logOut().catch(() => undefined);
    onLeave();
  };
  return (
    <Stack gap="lg">
      <Title order={2}>Is it you?</Title>
      {operationId !== undefined && operationId !== null && <NewDevice operationId={operationId} onDone={onDone} onOver={onOver} />}
      <LostEverything />
      <Anchor component="button" type="button" size="sm" ta="start" onClick={giveUp}>
        Not now: back to the log-in
      </Anchor>
    </Stack>
  );
}
