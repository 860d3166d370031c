import { expect, it } from 'vitest';
import { SystemRandom } from '../../../src/main/adapters/system-random.ts';

it('random bytes have the length asked for and never come twice, whatever was drawn before', () => {
  const random = new SystemRandom();
  const seen = new Set<string>();
  const lengths = Array.from({ length: 2_000 }, (_, i) => [16, 12, 32, 64, 65, 1_000][i % 6] ?? 16);
  for (const length of lengths) {
    const bytes = random.bytes(length);
    expect(bytes).toHaveLength(length);
    expect(bytes.some((byte) => byte !== 0)).toBe(true);
    seen.add(Buffer.from(bytes).toString('hex'));
  }
  expect(seen.size).toBe(lengths.length);
});

it('random bytes stay as they were when more are drawn', () => {
  const random = new SystemRandom();
  const first = random.bytes(32);
  const before = Buffer.from(first).toString('hex');
  for (let i = 0; i < 500; i += 1) random.bytes(32);
  expect(Buffer.from(first).toString('hex')).toBe(before);
});
