import { engineClock } from '../../ui/clock.ts';
import { errorCode } from '../../ui/errors.ts';
import { Watched } from '../../ui/watched.ts';
import type { Outputs } from './api.ts';
import { client, observeErrors, queryClient } from './api.ts';
import { place, tellShell } from './shell-port.ts';

export type Me = Outputs['session']['resume'];
export type ConsoleState = Outputs['session']['state'];

export type SessionPhase = 'starting' | 'first-run' | 'signed-out' | 'signed-in' | 'locked';

export interface SessionView {
  readonly phase: SessionPhase;
  readonly console: ConsoleState | null;
  /** Kept while locked, so that the lock screen can say whose work waits behind it; null after a reload of a locked window. */
  readonly me: Me | null;
  /** Why nobody is signed in any more, when that was not the person's own doing. */
  readonly ended: boolean;
}

const TOKEN_KEY = 'portcullis.session';

/** Each server has a session of its own, so that none is ever shown another's. */
const tokenKey = (): string => {
  const server = place.get()?.server ?? null;
  return server === null ? TOKEN_KEY : `${TOKEN_KEY}@${server.address}`;
};

const keepToken = (token: string | null): void => {
  if (token === null) sessionStorage.removeItem(tokenKey());
  else sessionStorage.setItem(tokenKey(), token);
};

/** The session of this window; a new window of the desktop app begins with that of the others. */
function ownToken(): string | null {
  const kept = sessionStorage.getItem(tokenKey());
  if (kept !== null) return kept;
  const shared = place.get()?.token ?? null;
  if (shared !== null) {
    keepToken(shared);
    place.update((before) => before && { ...before, token: null });
  }
  return shared;
}

/** Whether another engine answers than before, whose rows must not be mixed with what was read. */
const isAnother = (before: ConsoleState | null, now: ConsoleState): boolean =>
  before !== null && (before.workspace !== now.workspace || before.demo !== now.demo || before.shell !== now.shell);

const view = new Watched<SessionView>({ phase: 'starting', console: null, me: null, ended: false });

export const session = {
  view,

  /** Asks who the engine is and whether this window's session still stands. Runs on every new connection. */
  async begin(): Promise<void> {
    const askedAt = Date.now();
    const state = await client.session.state();
    engineClock.learn(state.now, askedAt, Date.now());
    if (isAnother(view.get().console, state)) queryClient.clear();
    const token = ownToken();
    if (token === null) {
      view.update((before) => ({ ...before, console: state, me: null, phase: state.needsFirstAdministrator ? 'first-run' : 'signed-out' }));
      return;
    }
    try {
      const me = await client.session.resume({ token });
      view.set({ phase: 'signed-in', console: state, me, ended: false });
      tellShell({ kind: 'session', token });
    } catch (error) {
      if (errorCode(error) === null) throw error;
      if (errorCode(error) === 'session_locked') view.update((before) => ({ ...before, console: state, phase: 'locked' }));
      else {
        view.update((before) => ({ ...before, console: state }));
        forget(true);
      }
    }
  },

  /** Whether this window has a session that may still stand, before anybody was asked. */
  mayResume: (): boolean => Object.keys(sessionStorage).some((name) => name.startsWith(TOKEN_KEY)),

  /** Takes over what a sign-in returned. */
  enter(signedIn: { readonly token: string; readonly me: Me }): void {
    keepToken(signedIn.token);
    view.update((before) => ({ ...before, phase: 'signed-in', me: signedIn.me, ended: false }));
    tellShell({ kind: 'session', token: signedIn.token });
  },

  /** Does as another window of the desktop app did: somebody signed in, unlocked or left there. */
  follow(token: string | null): void {
    const { phase } = view.get();
    if (token === null) {
      if (phase === 'signed-in' || phase === 'locked') leave(false);
    } else if (token !== sessionStorage.getItem(tokenKey()) || phase === 'locked') {
      keepToken(token);
      session.begin().catch(() => undefined);
    }
  },

  async lock(): Promise<void> {
    if (view.get().phase !== 'signed-in') return;
    view.update((before) => ({ ...before, phase: 'locked' }));
    // The screen is covered at once; if the engine cannot be told now, its own idle time locks the session.
    await client.session.lock().catch(() => undefined);
  },

  async unlock(password: string): Promise<void> {
    const token = sessionStorage.getItem(tokenKey());
    if (token === null) return forget(true);
    const me = await client.session.unlock({ token, password });
    view.update((before) => ({ ...before, phase: 'signed-in', me, ended: false }));
    tellShell({ kind: 'session', token });
  },

  async signOut(): Promise<void> {
    await client.session.signOut().catch(() => undefined);
    forget(false);
  },
} as const;

function forget(ended: boolean): void {
  leave(ended);
  tellShell({ kind: 'session', token: null });
}

function leave(ended: boolean): void {
  keepToken(null);
  queryClient.clear();
  view.update((before) => ({ ...before, phase: 'signed-out', me: null, ended }));
}

observeErrors((error) => {
  const { phase } = view.get();
  if (phase === 'signed-in' && errorCode(error) === 'session_locked') view.update((before) => ({ ...before, phase: 'locked' }));
  if ((phase === 'signed-in' || phase === 'locked') && errorCode(error) === 'unauthenticated') forget(true);
});
