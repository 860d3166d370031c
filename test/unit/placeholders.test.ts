import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fillPlaceholders, placeholders, unknownPlaceholders } from '../../src/shared/vocabulary/index.ts';

const values = { customer_name: 'Ada', about: 'your account', case_id: 'case_1', agent_name: 'Noor', today: '2026-11-21' } as const;

describe('what a text leaves open', () => {
  it('is filled wherever it stands, and names what nothing can fill', () => {
    expect(fillPlaceholders('{{customer_name}}, {{ today }}: {{about}} {{customer_name}}', values)).toBe(
      'Ada, 2026-11-21: your account Ada',
    );
    expect(unknownPlaceholders('{{customer_name}} {{name}} {{}} {{name}}')).toEqual(['name', '']);
    expect(unknownPlaceholders('{customer_name} {{{ }')).toEqual([]);
  });

  it('is filled once: a customer whose name looks like a place names nothing else', () => {
    fc.assert(
      fc.property(fc.constantFrom(...placeholders), fc.constantFrom(...placeholders), (place, name) => {
        expect(fillPlaceholders(`{{${place}}}`, { ...values, [place]: `{{${name}}}` })).toBe(`{{${name}}}`);
      }),
    );
  });

  it('leaves every other text as it is', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), (text) => {
        fc.pre(!text.includes('{{'));
        expect(fillPlaceholders(text, values)).toBe(text);
      }),
    );
  });
});
