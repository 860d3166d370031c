import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { externalIdOf } from '../../../src/main/engine/imports/external-ids.ts';
import { accountIdSchema } from '../../../src/shared/vocabulary/index.ts';

/** Undoes the escape; kept here because only the promise that it can be undone matters to the engine. */
const original = (id: string): string =>
  id.startsWith('esc:')
    ? Buffer.from(
        [...id.slice(4).matchAll(/_([0-9a-f]{2})|(.)/gu)].map(([, hex, plain]) =>
          hex === undefined ? (plain ?? '').charCodeAt(0) : Number.parseInt(hex, 16),
        ),
      ).toString('utf8')
    : id;

describe('ids from history files', () => {
  it('keeps an id that the API would accept', () => {
    for (const id of ['root', '0', '1234', 'a_b-c.d:e@f', 'x'.repeat(64)]) expect(externalIdOf(id)).toBe(id);
  });

  it('escapes what the API would refuse', () => {
    expect(externalIdOf('~ops team')).toBe('esc:_7eops_20team');
    expect(externalIdOf('_svc')).toBe('esc:_5fsvc');
    expect(externalIdOf('é')).toBe('esc:_c3_a9');
    expect(externalIdOf('esc:x')).toBe('esc:esc:x');
  });

  it('says so when there is nothing or too much to keep', () => {
    expect(externalIdOf('')).toBeNull();
    expect(externalIdOf('x'.repeat(65))).toBeNull();
    expect(externalIdOf(' '.repeat(30))).toBeNull();
  });

  it('gives only valid ids, and never one id to two texts', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 30 }), (text) => {
        const id = externalIdOf(text);
        if (id === null) return;
        expect(accountIdSchema.safeParse(id).success).toBe(true);
        expect(original(id)).toBe(text);
      }),
    );
  });
});
