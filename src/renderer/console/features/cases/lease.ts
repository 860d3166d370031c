import { errorCode } from '../../../ui/errors.ts';
import { Watched } from '../../../ui/watched.ts';
import { client } from '../../connection/api.ts';

/** Tokens of the cases that this window has claimed. They outlive a reload of it, and nothing else. */
const KEPT = 'portcullis.leases';

const readKept = (): Readonly<Record<string, string>> => {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(KEPT) ?? '{}');
    return typeof kept === 'object' && kept !== null ? (kept as Record<string, string>) : {};
  } catch {
    return {};
  }
};

export const leases = new Watched<Readonly<Record<string, string>>>(readKept());

const keep = (next: Readonly<Record<string, string>>): void => {
  leases.set(next);
  sessionStorage.setItem(KEPT, JSON.stringify(next));
};

export const keepLease = (id: string, token: string): void => keep({ ...leases.get(), [id]: token });

export function dropLease(id: string): void {
  const { [id]: _, ...others } = leases.get();
  keep(others);
}

/** Takes a case. @throws the engine's refusal, which names who has it */
export async function claim(id: string): Promise<string> {
  const { leaseToken } = await client.cases.claim({ id });
  keepLease(id, leaseToken);
  return leaseToken;
}

/** Often enough that one renewal that gets lost costs nobody their claim. */
const RENEWALS = 3;
const MIN_MS = 5_000;
const ACTIVITY = ['keydown', 'pointerdown', 'wheel'] as const;

/** Keeps a claim for as long as somebody does something on its page (CQ-02). @param leftMs how long it lasts now. Returns how to stop. */
export function renewWhileActive(id: string, token: string, leftMs: number, onLost: (error: unknown) => void): () => void {
  let active = false;
  const note = () => {
    active = true;
  };
  for (const event of ACTIVITY) window.addEventListener(event, note, { passive: true });
  const renew = async () => {
    if (!active) return;
    active = false;
    try {
      await client.cases.renew({ id, leaseToken: token });
    } catch (error) {
      if (errorCode(error) === 'conflict') onLost(error);
    }
  };
  const timer = setInterval(() => void renew(), Math.max(MIN_MS, leftMs / RENEWALS));
  return () => {
    clearInterval(timer);
    for (const event of ACTIVITY) window.removeEventListener(event, note);
  };
}
