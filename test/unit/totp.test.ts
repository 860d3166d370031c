import { describe, expect, it } from 'vitest';
import { acceptedTimeStep } from '../../src/main/engine/totp.ts';

/** "12345678901234567890" of RFC 6238, appendix B, in base32. */
const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';

/** The SHA-1 rows of RFC 6238, appendix B; six digits are the last six of its eight, both being the same number modulo a power of ten. */
const vectors: readonly (readonly [seconds: number, eight: string])[] = [
  [59, '94287082'],
  [1_111_111_109, '07081804'],
  [1_111_111_111, '14050471'],
  [1_234_567_890, '89005924'],
  [2_000_000_000, '69279037'],
  [20_000_000_000, '65353130'],
];

describe('codes of the authenticator app', () => {
  it.each(vectors)('SI-02 are those of RFC 6238 at %i s', (seconds, eight) => {
    expect(acceptedTimeStep(secret, eight.slice(2), seconds * 1_000, null)).toBe(Math.floor(seconds / 30));
  });

  it('SI-02 are accepted one step early and one late, to the millisecond, and no further', () => {
    const step = Math.floor(1_234_567_890 / 30);
    const code = '005924';
    const begin = (step - 1) * 30_000;
    const end = (step + 2) * 30_000;
    expect(acceptedTimeStep(secret, code, begin - 1, null)).toBeNull();
    expect(acceptedTimeStep(secret, code, begin, null)).toBe(step);
    expect(acceptedTimeStep(secret, code, end - 1, null)).toBe(step);
    expect(acceptedTimeStep(secret, code, end, null)).toBeNull();
  });

  it('SI-02 are refused at and before the last step that was taken', () => {
    const now = 1_234_567_890_000;
    const step = Math.floor(now / 30_000);
    expect(acceptedTimeStep(secret, '005924', now, step)).toBeNull();
    expect(acceptedTimeStep(secret, '005924', now, step + 1)).toBeNull();
    expect(acceptedTimeStep(secret, '005924', now, step - 1)).toBe(step);
    expect(acceptedTimeStep(secret, '05924', now, null)).toBeNull();
  });
});
