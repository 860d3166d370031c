import { hash, verify } from '@node-rs/argon2';

/** Argon2id at the cost that OWASP names for servers with little memory. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

let nobody: Promise<string> | undefined;

export const hashPassword = (password: string): Promise<string> => hash(password.normalize('NFKC'), cost);

/**
 * Takes the same time for somebody who has no account here.
 * @param passwordHash null for an unknown address
 */
export async function verifyPassword(passwordHash: string | null, password: string): Promise<boolean> {
  nobody ??= hashPassword('nobody has this password');
  const matches = await verify(passwordHash ?? (await nobody), password.normalize('NFKC'));
  return matches && passwordHash !== null;
}
