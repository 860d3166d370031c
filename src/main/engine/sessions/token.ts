import type { Random } from '../ports.ts';
import type { Sealer } from '../sealing.ts';

const PREFIX = 'cs_';
const TOKEN_BYTES = 32;
const PATTERN = /^cs_[A-Za-z0-9_-]{43}$/;

/** A new customer session token: 256 random bits behind a prefix that secret scanners can know. */
export const newSessionToken = (random: Random): string => `${PREFIX}${Buffer.from(random.bytes(TOKEN_BYTES)).toString('base64url')}`;

/** Whether a text can be a session token at all; anything else is refused before a look-up. */
export const isSessionToken = (text: string): boolean => PATTERN.test(text);

/**
 * What is stored of a token. Keyed, so that a copy of the database does not let anybody check a guess; and found by index, which leaks no
 * timing that helps, since nobody without the key can steer a hash.
 */
export const sessionTokenHash = (sealer: Pick<Sealer, 'lookup'>, token: string): string => sealer.lookup(token, 'session');
