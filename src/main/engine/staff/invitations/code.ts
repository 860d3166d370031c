import { timingSafeEqual } from 'node:crypto';
import type { Engine } from '../../engine.ts';

/** What an invitation's code is bound to: it opens this account for this address in this role until then, and nothing else. */
export interface Invited {
  readonly id: string;
  readonly email: string;
  readonly role: string;
  readonly createdAt: number;
  readonly expiresAt: number;
}

type Keyed = Pick<Engine, 'sealer'>;

const proofOf = (engine: Keyed, { id, email, role, createdAt, expiresAt }: Invited): string =>
  engine.sealer.lookup(JSON.stringify([id, email, role, createdAt, expiresAt]), 'staff.invitation');

/**
 * The code of an invitation. Derived, not stored: neither the database nor the outbox holds it, and whoever rewrites the address, the role or
 * the end there makes it void.
 */
export const invitationCode = (engine: Keyed, invited: Invited): string => `${invited.id}.${proofOf(engine, invited)}`;

/** The link that carries a code behind a `#`, which browsers send to nobody; the code alone where no address of the console is known. */
export const invitationLink = (consoleUrl: string, code: string): string => (consoleUrl === '' ? code : `${consoleUrl}#invitation=${code}`);

const CODE = /(?:^|#invitation=)(?<id>inv_[0-9a-z]{26})\.(?<proof>[0-9a-f]{64})$/u;

/** Reads a code, alone or within its link; null for anything else. */
export function readCode(text: string): { readonly id: string; readonly proof: string } | null {
  const { id, proof } = CODE.exec(text.trim())?.groups ?? {};
  return id === undefined || proof === undefined ? null : { id, proof };
}

/** Compares in constant time. */
export const isProven = (engine: Keyed, invited: Invited, proof: string): boolean =>
  timingSafeEqual(Buffer.from(proof, 'hex'), Buffer.from(proofOf(engine, invited), 'hex'));
