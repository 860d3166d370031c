import { useQuery } from '@tanstack/react-query';
import { engineClock } from '../../../ui/clock.ts';
import { useWatched } from '../../../ui/use-watched.ts';
import { useKit } from '../../kit/kit.ts';

/** `asking` is the moment in which the server has not said yet. */
export type Arrival = { readonly state: 'nobody' | 'asking' | 'complete' } | { readonly state: 'log_in'; readonly operationId: string };

/** How far the session of this page is let in. The server says so, each time: the page itself remembers a token and nothing more. */
export function useArrival(): Arrival {
  const { session, exchange, exchangeApi } = useKit();
  const current = useWatched(session.current);
  const { data } = useQuery({
    queryKey: [...exchangeApi.session.key(), current?.token],
    queryFn: async () => {
      const asked = Date.now();
      const { now } = await exchange.about();
      engineClock.learn(now, asked, Date.now());
      return exchange.session();
    },
    enabled: current !== null,
  });
  if (current === null) return { state: 'nobody' };
  if (data === undefined) return { state: 'asking' };
  if (data.state === 'complete' || data.logInOperationId === null) return { state: 'complete' };
  return { state: 'log_in', operationId: data.logInOperationId };
}
