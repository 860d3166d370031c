import { useQuery } from '@tanstack/react-query';
import { engineClock } from '../../../ui/clock.ts';
import { useWatched } from '../../../ui/use-watched.ts';
import { useKit } from '../../kit/kit.ts';

export type Arrival = 'nobody' | 'asking' | 'log_in' | 'complete';

/** How far the session of this page is let in. The server says so, each time: the page itself remembers a token and nothing more. */
export function useArrival(): Arrival {
  const { session, exchange, exchangeApi } = useKit();
  const current = useWatched(session.current);
  const { data } = useQuery({
    queryKey: exchangeApi.session.queryKey({ input: undefined }),
    queryFn: async () => {
      const asked = Date.now();
      const { now } = await exchange.about();
      engineClock.learn(now, asked, Date.now());
      return exchange.session();
    },
    enabled: current !== null,
  });
  if (current === null) return 'nobody';
  if (data === undefined) return 'asking';
  return data.state;
}
