const STORED_AT = 'phone.heard';

interface Heard {
  readonly accountId: string;
  /** By the engine's clock, epoch ms. */
  readonly at: number;
}

function read(): Heard | null {
  try {
    return JSON.parse(localStorage.getItem(STORED_AT) ?? 'null') as Heard | null;
  } catch {
    return null;
  }
}

/**
 * Remembers when the engine last told this phone how an account stands, and nothing of what it told: whoever finds a phone without a network
 * reads no balance and no request from it.
 */
export function rememberHearing(accountId: string, at: number): void {
  localStorage.setItem(STORED_AT, JSON.stringify({ accountId, at } satisfies Heard));
}

/** When this phone last heard of an account, epoch ms; null when it never did. */
export function lastHeard(accountId: string): number | null {
  const heard = read();
  return heard?.accountId === accountId ? heard.at : null;
}
