import { RouterProvider } from '@tanstack/react-router';
import { useWatched } from '../../ui/use-watched.ts';
import { useKit } from '../kit/kit.ts';
import { useArrival } from './entrance/arrival.ts';
import { Entrance } from './entrance/Entrance.tsx';
import { NoticeLink } from './entrance/NoticeLink.tsx';
import { router } from './router.tsx';

/** Nobody is logged in: the entrance. A log-in that waits: its verification. Otherwise the exchange. */
export function App() {
  const { session } = useKit();
  const current = useWatched(session.current);
  const arrival = useArrival();
  // Links from notices work without a log-in: whoever lost every factor must be able to stop a reset (RC-05).
  if (window.location.pathname === '/notice') return <NoticeLink />;
  if (current === null || arrival.state !== 'complete') return <Entrance arrival={arrival} />;
  return <RouterProvider router={router} />;
}
