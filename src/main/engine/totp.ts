import { generateURI, ScureBase32Plugin, verifySync } from 'otplib';
import type { EpochMs, Random } from './ports.ts';

const period = 30;

/** A new TOTP secret of 160 bits, base32 (RFC 4226 section 4, R6). */
export const newTotpSecret = (random: Random): string => new ScureBase32Plugin().encode(random.bytes(20), { padding: false });

/** The `otpauth:` URI that an authenticator app reads from a QR code. */
export const totpUri = (secret: string, label: string): string => generateURI({ issuer: 'Portcullis', label, secret });

/** The time step of a moment (RFC 6238). */
export const timeStepOf = (now: EpochMs): number => Math.floor(now / 1000 / period);

/**
 * The time step that a code stands for (RFC 6238), one step of drift either way.
 * The caller stores the step in the transaction that accepts it, so that a step is accepted once (SI-02).
 * @param after the last accepted step; it and earlier ones are refused.
 * @returns the step, or null when the code is wrong or used.
 */
export function acceptedTimeStep(secret: string, code: string, now: EpochMs, after: number | null): number | null {
  if (!/^[0-9]{6}$/.test(code)) return null;
  const seconds = Math.floor(now / 1000);
  // The clock can stand behind the last step after a restart on a machine whose time was set back; otplib takes that for a defect.
  if (after !== null && after > Math.floor(seconds / period) + 1) return null;
  const result = verifySync({
    strategy: 'totp',
    secret,
    token: code,
    epoch: seconds,
    epochTolerance: period,
    ...(after === null ? {} : { afterTimeStep: after }),
  });
  return result.valid && 'timeStep' in result ? result.timeStep : null;
}
