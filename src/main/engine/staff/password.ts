import { hash, verify } from '@node-rs/argon2';
import type { Engine } from '../engine.ts';
import { PortcullisError } from '../errors.ts';

/** Argon2id as OWASP's password storage cheat sheet sets it: 19 MiB, two passes, one lane. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** Each hash takes 19 MiB and a thread of the pool that file access shares: more at once would slow the whole server down. */
const AT_ONCE = 2;
const WAITING = 64;

let running = 0;
const queue: (() => void)[] = [];

/** How many passwords this process has checked, right, wrong or of nobody; for metrics and for tests of constant work. */
export const passwordWork = { verifications: 0 };

type PasswordEngine = Pick<Engine, 'sealer' | 'random'>;

/** A key that is not in the database goes into every hash, so that a stolen database alone cannot be attacked offline. */
const pepper = (engine: Pick<Engine, 'sealer'>): Uint8Array => Buffer.from(engine.sealer.lookup('pepper', 'staff.password'), 'hex');

const normalized = (password: string): string => password.normalize('NFKC');

/** @throws PortcullisError `rate_limited` when too many are waiting */
export function hashPassword(engine: PasswordEngine, password: string): Promise<string> {
  return inTurn(() => hash(normalized(password), { ...cost, secret: pepper(engine), salt: engine.random.bytes(16) }));
}

/** A hash of nobody's password, by the same cost, so that an unknown e-mail address takes the same work as a known one. */
const nobody = new WeakMap<Engine['sealer'], Promise<string>>();

function hashOfNobody(engine: PasswordEngine): Promise<string> {
  const known = nobody.get(engine.sealer);
  if (known !== undefined) return known;
  const made = hash(engine.random.bytes(32), { ...cost, secret: pepper(engine), salt: engine.random.bytes(16) });
  nobody.set(engine.sealer, made);
  return made;
}

/**
 * Checks a password; does the same work whether there is a hash to check against or not. Never call it inside a transaction: it is slow.
 * @param passwordHash null for an account that does not exist, is locked, or is not open to this sign-in
 * @throws PortcullisError `rate_limited` when too many are waiting
 */
export function verifyPassword(engine: PasswordEngine, passwordHash: string | null, password: string): Promise<boolean> {
  return inTurn(async () => {
    passwordWork.verifications += 1;
    const matches = await verify(passwordHash ?? (await hashOfNobody(engine)), normalized(password), { secret: pepper(engine) });
    return matches && passwordHash !== null;
  });
}

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running >= AT_ONCE) {
    if (queue.length >= WAITING) {
      throw new PortcullisError('rate_limited', 'Too many people are signing in. Try again in a moment.', { retryAfterMs: 1_000 });
    }
    await new Promise<void>((start) => queue.push(start));
  } else running += 1;
  try {
    return await work();
  } finally {
    // A waiting caller takes over this one's place, so the count stays.
    const next = queue.shift();
    if (next === undefined) running -= 1;
    else next();
  }
}

/** Why a password must not be chosen, or null. Length is the contract's affair; NIST SP 800-63B asks for no mixture of characters. */
export function weakness(password: string, email: string): string | null {
  const lower = normalized(password).toLowerCase();
  if (new Set(lower).size < 5) return 'repeats too few characters';
  const [local = ''] = email.split('@');
  if (local.length >= 4 && lower.includes(local)) return 'must not contain the e-mail address';
  if (lower.includes('portcullis')) return 'must not contain the product’s name';
  return null;
}
