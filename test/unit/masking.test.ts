import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maskEmail, masked, maskName, maskPhone } from '../../src/main/engine/accounts/masking.ts';

describe('masking', () => {
  it('ST-03 leaves the first letter of each name, and the same dots whatever their length', () => {
    expect(maskName('Anna Maria Weiss')).toBe('A••• M••• W•••');
    expect(maskName('Bo')).toBe('B•••');
    expect(maskName('  Éloïse   Łukasz ')).toBe('É••• Ł•••');
    expect(maskName('王伟')).toBe('王•••');
    expect(maskName('')).toBe('');
  });

  it('ST-03 keeps a letter together that is written with more than one code point', () => {
    expect(maskName('E\u0301mile')).toBe('E\u0301•••');
    expect(maskName('👩‍🚀 Jane')).toBe('👩‍🚀••• J•••');
  });

  it('ST-03 takes for the first letter what the Unicode rules take, in any text', () => {
    const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });
    const marks = fc.constantFrom('a', 'Z', '1', '\u0301', '\u200d', '\ufe0f', '\u20e3', '👩', '🚀', '王', 'é');
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: marks, minLength: 1 }), fc.string({ unit: 'grapheme', minLength: 1 })), (text) => {
        const [word = ''] = text.split(/\s+/u).filter((part) => part !== '');
        const first = graphemes.segment(word).containing(0)?.segment ?? '';
        expect(maskName(word)).toBe(word === '' ? '' : `${first}•••`);
      }),
    );
  });

  it('ST-03 leaves one letter of an e-mail address and of its domain, and the top level', () => {
    expect(maskEmail('anna@example.com')).toBe('a•••@e•••.com');
    expect(maskEmail('a@b.co')).toBe('a•••@b•••.co');
    expect(maskEmail('x.y+tag@mail.example.co.uk')).toBe('x•••@m•••.uk');
    expect(maskEmail('"odd@local"@example.org')).toBe('"•••@e•••.org');
    expect(maskEmail('nobody')).toBe('n•••');
    expect(maskEmail('root@localhost')).toBe('r•••@l•••');
  });

  it('ST-03 leaves both ends of a phone number, and less of a short one', () => {
    expect(maskPhone('+491701234567')).toBe('+49•••67');
    expect(maskPhone('+6531234')).toBe('+•••34');
  });

  it('ST-03 shows nothing where there is nothing', () => {
    expect(masked(maskName, null)).toBeNull();
    expect(masked(maskName, 'Anna')).toBe('A•••');
  });

  it('ST-03 shows at most four digits of any phone number, and masks it the same each time', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[1-9][0-9]{6,14}$/), (digits) => {
        const shown = maskPhone(`+${digits}`);
        expect(shown.replace(/[^0-9]/g, '').length).toBeLessThanOrEqual(4);
        expect(shown).toBe(maskPhone(`+${digits}`));
      }),
    );
  });

  it('ST-03 gives away no length: addresses that differ only behind the first letters mask alike', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z]{0,40}$/), fc.stringMatching(/^[a-z]{0,40}$/), (one, other) => {
        expect(maskEmail(`a${one}@e${other}.com`)).toBe('a•••@e•••.com');
        expect(maskName(`A${one}`)).toBe('A•••');
      }),
    );
  });
});
