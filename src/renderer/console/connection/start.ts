import { onlineManager } from '@tanstack/react-query';
import { engineClock } from '../../ui/clock.ts';
import { offline } from '../../ui/offline.ts';
import { client, setLink } from './api.ts';
import { readChanges } from './changes.ts';
import { Connection } from './connection.ts';
import { desktopTransport } from './desktop-transport.ts';
import { keepQueriesFresh } from './freshness.ts';
import { watchIdleness } from './idle.ts';
import { session } from './session.ts';
import { inDesktop, placeKnown } from './shell-port.ts';
import { consoleSocketUrl, webSocketTransport } from './transport.ts';

const HEARTBEAT_MS = 20_000;
const ANSWER_WITHIN_MS = 10_000;

export const connection = new Connection(inDesktop ? desktopTransport : webSocketTransport(consoleSocketUrl(window.location)), () =>
  session.begin(),
);

/** Connects and keeps connected for the life of the window. */
export function startConnection(): void {
  setLink(connection.link);
  onlineManager.setEventListener((setOnline) => {
    const tell = () => setOnline(isUsable());
    const stops = [connection.state.watch(tell), session.view.watch(tell)];
    tell();
    return () => {
      for (const stop of stops) stop();
    };
  });
  connection.state.watch(() => {
    const { kind } = connection.state.get();
    if (kind !== 'connecting') offline.set(kind === 'lost');
  });
  keepQueriesFresh();
  followSession();
  watchIdleness();
  window.addEventListener('online', () => connection.retryNow());
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && connection.retryNow());
  setInterval(() => void heartbeat(), HEARTBEAT_MS);
  void placeKnown().then(() => connection.run(new AbortController().signal));
}

function isUsable(): boolean {
  return connection.state.get().kind === 'open' && session.view.get().phase === 'signed-in';
}

/** The stream of changes runs exactly while somebody is signed in over an open connection. */
function followSession(): void {
  let stream: AbortController | null = null;
  const follow = () => {
    if (isUsable() === (stream !== null)) return;
    if (stream !== null) {
      stream.abort();
      stream = null;
      return;
    }
    stream = new AbortController();
    void readChanges(stream.signal);
  };
  connection.state.watch(follow);
  session.view.watch(follow);
  follow();
}

/** A socket can look open long after the other side has gone. It is dropped when it does not answer, so that a new one is tried. */
async function heartbeat(): Promise<void> {
  if (connection.state.get().kind !== 'open') return;
  const askedAt = Date.now();
  const timer = setTimeout(() => connection.drop(), ANSWER_WITHIN_MS);
  try {
    const { now } = await client.session.state();
    engineClock.learn(now, askedAt, Date.now());
  } catch {
    // A connection that ended has been noticed already.
  } finally {
    clearTimeout(timer);
  }
}
