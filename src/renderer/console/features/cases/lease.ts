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

const RENEW_EVERY_MS = 60_000;
const ACTIVITY = ['keydown', 'pointerdown', 'wheel'] as const;

/** Keeps a claim for as long as somebody does something on its page (CQ-02). Returns how to stop. */
export function renewWhileActive(id: string, token: string, onLost: (error: unknown) => void): () => void {
  let active = true;
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
  const timer = setInterval(() => void renew(), RENEW_EVERY_MS);
  return () => {
    clearInterval(timer);
    for (const event of ACTIVITY) window.removeEventListener(event, note);
  };
}
