import { hash } from 'node:crypto';
import type { Random } from '../ports.ts';

const TOKEN_BYTES = 32;
const TOKEN_PREFIX = 'psk_';

/** Shape of every platform token: anything else is refused before a look-up. */
const tokenPattern = /^psk_[A-Za-z0-9_-]{43}$/;

/** A new platform server token: 256 random bits behind a prefix that secret scanners can know. */
export const newToken = (random: Random): string => `${TOKEN_PREFIX}${Buffer.from(random.bytes(TOKEN_BYTES)).toString('base64url')}`;

/** What people see of a token afterwards: enough to tell two apart, too little to guess the rest. */
export const tokenHint = (token: string): string => `${token.slice(0, TOKEN_PREFIX.length + 4)}…${token.slice(-2)}`;

export const isToken = (text: string): boolean => tokenPattern.test(text);

/**
 * What is stored of a token. A plain hash is enough: 256 random bits cannot be guessed. Looking it up by index leaks no timing that
 * helps, since nobody can steer what a chosen token hashes to.
 */
export const tokenHash = (token: string): string => hash('sha256', token, 'hex');
