import { engineClock } from '../../ui/clock.ts';
import { client } from './api.ts';
import { session } from './session.ts';
import { listenToShell, tellShell } from './shell-port.ts';

const CHECK_MS = 5_000;
const TELL_MS = 45_000;
const SHARE_MS = 10_000;
const SIGNS_OF_LIFE = ['keydown', 'pointerdown', 'pointermove', 'wheel'] as const;

/** Locks the window after the idle time, and tells the engine now and then that somebody is at work. Returns how to stop. */
export function watchIdleness(): () => void {
  let lastSign = Date.now();
  let lastTold = Date.now();
  let lastShared = 0;
  const sign = () => {
    lastSign = Date.now();
    if (lastSign - lastShared < SHARE_MS) return;
    lastShared = lastSign;
    tellShell({ kind: 'active' });
  };
  // Whoever works in one window must not be locked out by another that lies still.
  const stop = listenToShell((message) => {
    if (message.kind === 'active') lastSign = Date.now();
  });
  for (const name of SIGNS_OF_LIFE) window.addEventListener(name, sign, { capture: true, passive: true });

  const timer = setInterval(() => {
    const { phase, me } = session.view.get();
    if (phase !== 'signed-in' || me === null) return;
    if (Date.now() - lastSign >= me.idleLockMs) return void session.lock();
    if (lastSign <= lastTold || Date.now() - lastTold < TELL_MS) return;
    lastTold = Date.now();
    void tellActivity();
  }, CHECK_MS);

  return () => {
    clearInterval(timer);
    stop();
    for (const name of SIGNS_OF_LIFE) window.removeEventListener(name, sign, { capture: true });
  };
}

async function tellActivity(): Promise<void> {
  const askedAt = Date.now();
  try {
    const { now } = await client.session.activity();
    engineClock.learn(now, askedAt, Date.now());
  } catch {
    // A refusal has been observed already (locked, ended); a lost connection shows in the shell.
  }
}
