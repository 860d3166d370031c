import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCatalogue, type SignalFunction } from '../../../src/main/engine/risk/expression/catalogue.ts';
import { checkExpression } from '../../../src/main/engine/risk/expression/check.ts';
import { catalogueOf, evaluateText } from './support.ts';

const catalogue = catalogueOf({ amount_usd: 'double', country: 'string', is_vpn: 'bool', kyc_level: 'int' });

function firstError(source: string) {
  const result = checkExpression(source, catalogue);
  if (result.ok) throw new Error(`accepted: ${source}`);
  return result.errors[0];
}

describe('checking an expression', () => {
  it('RT-01 gives the type and the signals that are read', () => {
    const result = checkExpression('country == "US" && amount_usd * 2 > 100 && known(country)', catalogue);
    expect(result).toMatchObject({ ok: true, type: 'bool', reads: ['amount_usd', 'country'] });
    expect(checkExpression('kyc_level + 1', catalogue)).toMatchObject({ ok: true, type: 'int' });
  });

  it('RT-01 points at an unknown signal and names the one that was meant', () => {
    expect(firstError('is_vpn &&\n  amont_usd > 5')).toEqual({
      message: 'Unknown signal "amont_usd": did you mean "amount_usd"?',
      line: 2,
      column: 3,
      offset: 12,
      length: 9,
      excerpt: '  amont_usd > 5\n  ^^^^^^^^^',
    });
  });

  it('RT-01 reports every name that is unknown, not only the first', () => {
    const result = checkExpression('foo > 1 && country.bar() && baz(2)', catalogue);
    expect(result.ok ? [] : result.errors.map((error) => [error.message, error.column])).toEqual([
      ['Unknown signal "foo"', 1],
      ['Unknown function "bar"', 12],
      ['Unknown function "baz"', 29],
    ]);
  });

  it.each([
    ['', 'The expression is empty', 1],
    ['is_vpn &&', 'The expression ends too early', 10],
    ['(is_vpn', 'Expected ")", got the end of the text', 8],
    ['is_vpn and true', 'Unexpected "and": write &&', 8],
    ['kyc_level = 2', 'Unexpected "=": write ==', 11],
    ['country == "US', 'Unterminated string', 12],
    ['country > 5', 'The types do not fit: string > int', 1],
    ['!kyc_level', 'The types do not fit: !int', 1],
    ['is_vpn && kyc_level', "Logical operator requires bool operands, got 'int'", 1],
    ['is_vpn ? 1 : 2.0', "Ternary branches must have the same type, got 'int' and 'double'", 1],
    ['amount_usd % 2.0 == 0.0', 'The types do not fit: double % double', 1],
    ['country in ["US", 1]', "List elements must have the same type, expected type 'string' but found 'int'", 19],
    ['country in []', 'The list is empty', 12],
    ['country in country', '"in" takes a list written out, such as ["US", "CA"]', 12],
    ['[1, 2] == [1, 2]', 'A list can only stand to the right of "in"', 1],
    ['kyc_level == null', 'There is no null: known(signal) tells whether a signal has a value', 14],
    ['has(kyc_level)', 'has() tests fields: known(signal) tells whether a signal has a value', 1],
    ['known(kyc_level + 1)', 'known() takes the name of a signal', 7],
    ['known(kyc_levl)', 'Unknown signal "kyc_levl": did you mean "kyc_level"?', 7],
    ['kyc_level == 1u', 'Unsigned numbers are not part of the rule language', 14],
    ['country == b"US"', 'Bytes are not part of the rule language', 12],
    ['kyc_level == 9223372036854775808', 'The number does not fit into 64 bits', 14],
    ['country.matches("(?=a)")', 'The pattern cannot be used: error parsing regexp: invalid or unsupported Perl syntax: `(?=`', 17],
    ['country.matches(country)', 'matches() takes a literal pattern', 17],
    ['int(country) == 1', 'int() takes a number, not string', 5],
    ['size(kyc_level) == 1', 'There is no size(int)', 1],
    ['country.size', 'Signals have no fields', 1],
    ['country[0] == "U"', 'Indexing is not part of the rule language', 1],
  ])('RT-01 explains %j', (source, message, column) => {
    expect(firstError(source)).toMatchObject({ message, line: 1, column });
  });

  it('bounds the length, the depth and the size of a text', () => {
    expect(firstError('x'.repeat(9_000)).message).toBe('The expression is longer than 8000 characters');
    expect(firstError(`${'('.repeat(200)}is_vpn${')'.repeat(200)}`).message).toBe('The expression is nested too deeply');
    expect(firstError(`kyc_level > ${'1+'.repeat(2_000)}1`).message).toBe('The expression is too large');
    expect(firstError(`${'!'.repeat(5_000)}is_vpn`).message).toBe('The expression is too large');
  });

  it('underlines in the line that is at fault and keeps its tabs', () => {
    expect(firstError('(is_vpn\n&& is_vpn) > "a"\n').excerpt).toBe('(is_vpn\n ^^^^^^');
    expect(firstError('is_vpn &&\n\tfoo').excerpt).toBe('\tfoo\n\t^^^');
  });

  it('answers any text at all', () => {
    const parts = fc.constantFrom(
      'is_vpn',
      'country',
      '"',
      "'",
      '(',
      ')',
      '[',
      ']',
      '&&',
      '!',
      '-',
      '1',
      '.',
      'in',
      '?',
      ':',
      '\\',
      '\n',
      'r',
      'b',
      '0x',
      '1e',
    );
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(parts, { maxLength: 20 }).map((list) => list.join('')),
    );
    fc.assert(
      fc.property(text, (source) => {
        const result = checkExpression(source, catalogue);
        if (result.ok) return;
        for (const { offset, length, line, column } of result.errors) {
          expect(offset + length).toBeLessThanOrEqual(source.length);
          expect(
            source
              .split('\n')
              .slice(0, line - 1)
              .join('\n').length +
              (line > 1 ? 1 : 0) +
              column -
              1,
          ).toBe(offset);
        }
      }),
      { numRuns: 5_000 },
    );
  });
});

describe('signal functions', () => {
  const count: SignalFunction = {
    name: 'count',
    parameters: ['string', 'string'],
    returns: 'int',
    resolve: ([kind, window]) =>
      window === '24h' ? { signal: `count_${String(kind)}_24h` } : { problem: `${String(window)} is not a window`, argument: 1 },
  };
  const withCount = createCatalogue([{ name: 'amount_usd', type: 'double' }], [count]);
  const error = (source: string) => {
    const result = checkExpression(source, withCount);
    return result.ok ? undefined : result.errors[0];
  };

  it('RT-02 stand for the computed signal that their literals name', () => {
    expect(checkExpression('count("withdrawal", "24h") > 3 && amount_usd > 1', withCount)).toMatchObject({
      ok: true,
      reads: ['amount_usd', 'count_withdrawal_24h'],
    });
    const facts = { count_withdrawal_24h: 4 };
    expect(evaluateText('count("withdrawal", "24h") > 3', withCount, facts)).toBe(true);
    expect(evaluateText('known(count("login", "24h"))', withCount, facts)).toBe(false);
  });

  it('RT-02 point at the argument that cannot be used', () => {
    expect(error('count("login", "1y") > 3')).toMatchObject({ message: '1y is not a window', column: 16 });
    expect(error('count(amount_usd, "24h") > 3')).toMatchObject({ message: 'count() takes a literal string here', column: 7 });
    expect(error('count("login") > 3')).toMatchObject({ message: 'count() takes 2 arguments, not 1', column: 1 });
    expect(error('count("login", "24h") > "3"')).toMatchObject({ message: 'The types do not fit: int > string' });
  });
});
