import { Anchor, Stack, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useCallback, useState } from 'react';
import { useKit } from '../../kit/kit.ts';
import { useLive } from '../../kit/live.ts';
import { NewDevice } from '../../kit/NewDevice.tsx';
import { Notice } from '../../kit/Notice.tsx';
import { LostEverything } from './LostEverything.tsx';

/** A log-in whose step-up is not complete: this page can do that, ask support, and nothing else. */
export function VerifyLogIn() {
  const { session, exchange, exchangeApi, queryClient } = useKit();
  const { data } = useQuery(exchangeApi.session.queryOptions({ input: undefined }));
  const [advice, setAdvice] = useState<string | null | undefined>(undefined);
  useLive();
  const onDone = useCallback(() => void queryClient.invalidateQueries(), [queryClient]);
  const onOver = useCallback((_operation: unknown, said: string | null) => setAdvice(said), []);
  const giveUp = () => {
    exchange.logOut().catch(() => undefined);
    session.close();
  };
  const operationId = data?.logInOperationId;
  return (
    <Stack gap="lg">
      <Title order={2}>Is it you?</Title>
      {advice !== undefined && (
        <Notice tone="bad" title="This log-in was not authorized" urgent>
          {advice ?? 'It failed, was rejected, or took too long. Log in again; the way to confirm it stays the same.'}
        </Notice>
      )}
      {operationId !== undefined && operationId !== null && advice === undefined && (
        <NewDevice operationId={operationId} onDone={onDone} onOver={onOver} />
      )}
      <LostEverything />
      <Anchor component="button" type="button" size="sm" onClick={giveUp}>
        {advice === undefined ? 'Not now: back to the log-in' : 'Log in again'}
      </Anchor>
    </Stack>
  );
}
