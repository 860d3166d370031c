import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldName } from '../../src/main/engine/accounts/names.ts';
import { parseSearchText } from '../../src/main/engine/accounts/search/text.ts';

describe('folding a name', () => {
  it.each([
    ['Jürgen MÜLLER', 'jurgen muller'],
    ['Łukasz Żółć', 'lukasz zolc'],
    ['Søren Ødegård', 'soren odegard'],
    ['Straße', 'strasse'],
    ['ΠΑΠΑΔΟΠΟΥΛΟΣ', 'παπαδοπουλοσ'],
    ['ИЛЬЯ Ёлкин', 'илья елкин'],
    ['İpek Işık', 'ipek isik'],
    ['Ａｎｎａ', 'anna'],
    ['  Anna \t  Maria ', 'anna maria'],
    ['王伟', '王伟'],
    ['अनिल', 'अनिल'],
  ])('brings %s to %s', (name, folded) => {
    expect(foldName(name)).toBe(folded);
  });

  it('is at rest after one pass', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (name) => {
        expect(foldName(foldName(name))).toBe(foldName(name));
      }),
    );
  });
});

describe('reading what somebody typed', () => {
  it.each([
    ['+49 170 123', '+49170123'],
    ['49170', '+49170'],
    ['0049 (170) 12-3', '+49170123'],
    ['0170', null],
    ['+', null],
    ['49a', null],
    ['acc-12', null],
  ])('takes %s for the phone number %s', (typed, phone) => {
    expect(parseSearchText(typed)?.phone ?? null).toBe(phone);
  });

  it('finds nothing to look for in blanks and control characters', () => {
    expect(parseSearchText('')).toBeNull();
    expect(parseSearchText(' \u0000\t ')).toBeNull();
  });

  it('looks inside names from three characters on, counted as people count', () => {
    expect(parseSearchText('an')?.inside).toBe(false);
    expect(parseSearchText('ann')?.inside).toBe(true);
    expect(parseSearchText('𝔄𝔅')?.inside).toBe(false);
  });
});
