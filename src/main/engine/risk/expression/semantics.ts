import type { SignalType, SignalValue } from './catalogue.ts';
import type { Fault, FaultCause, Outcome } from './term.ts';

const maxInt = 2n ** 63n - 1n;
const minInt = -(2n ** 63n);

const fault = (cause: FaultCause): Fault => Object.freeze({ cause });
const overflow = fault('integer_overflow');
const divisionByZero = fault('division_by_zero');
const modulusByZero = fault('modulus_by_zero');
const outOfRange = fault('conversion_out_of_range');

/** CEL's int as one canonical JavaScript value: a number while it is safe, a bigint beyond, a fault past 64 bits. */
export function canonicalInt(value: bigint): Outcome {
  if (value > maxInt || value < minInt) return overflow;
  const small = Number(value);
  return Number.isSafeInteger(small) ? small : value;
}

type Int = number | bigint;

/**
 * Exact 64-bit arithmetic: in doubles while operands and result are safe integers, else in bigints. A result that left the safe
 * range cannot round back into it, so testing the rounded result is enough.
 */
function arithmetic(inDoubles: (a: number, b: number) => number, inBigints: (a: bigint, b: bigint) => bigint) {
  return (a: Int, b: Int): Outcome => {
    if (typeof a === 'number' && typeof b === 'number') {
      const result = inDoubles(a, b);
      if (Number.isSafeInteger(result)) return result;
    }
    return canonicalInt(inBigints(BigInt(a), BigInt(b)));
  };
}

const add = arithmetic(
  (a, b) => a + b,
  (a, b) => a + b,
);
const subtract = arithmetic(
  (a, b) => a - b,
  (a, b) => a - b,
);
const multiply = arithmetic(
  (a, b) => a * b,
  (a, b) => a * b,
);
const divide = arithmetic(
  (a, b) => Math.trunc(a / b),
  (a, b) => a / b,
);
const modulo = arithmetic(
  (a, b) => a % b,
  (a, b) => a % b,
);

/** Truncates towards zero. Doubles at and beyond ±2^63 are refused, as CEL's reference implementation does. */
function intFromDouble(value: number): Outcome {
  if (!(Math.abs(value) < 2 ** 63)) return outOfRange;
  return canonicalInt(BigInt(Math.trunc(value)));
}

/**
 * Orders strings by code point, as CEL does. JavaScript orders by UTF-16 unit, which puts U+1F600 before U+FF21; lifting
 * surrogates above the rest of the plane makes the first differing unit decide correctly.
 */
export function compareText(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) return (isSurrogate(x) ? x + 0x10000 : x) - (isSurrogate(y) ? y + 0x10000 : y);
  }
  return a.length - b.length;
}

const isSurrogate = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdfff;

/** Length in code points. */
export function sizeOf(text: string): number {
  let size = text.length;
  for (let i = 0; i < text.length - 1; i++) {
    if ((text.charCodeAt(i) & 0xfc00) === 0xd800 && (text.charCodeAt(i + 1) & 0xfc00) === 0xdc00) {
      size--;
      i++;
    }
  }
  return size;
}

export const lowerAscii = (text: string): string => text.replace(/[A-Z]+/g, (part) => part.toLowerCase());
export const upperAscii = (text: string): string => text.replace(/[a-z]+/g, (part) => part.toUpperCase());

/** Equality across int and double is by the number meant, exactly: no rounding of a large int to the nearest double. */
const sameNumber = (a: Int, b: Int): boolean => a <= b && a >= b;

/**
 * A strict operation of the language. `apply` has the full meaning and serves the closures. `code` is JavaScript for the
 * generated function, over operands that are strings, booleans, doubles or *safe* ints; with `safeInt` the result must be tested
 * to be a safe integer still, and `unless` names operands for which the code must not be used. Where the generated function cannot
 * use the code it asks the closure instead.
 */
export interface Operation {
  readonly type: SignalType;
  apply(a: SignalValue, b: SignalValue): Outcome;
  code(a: string, b: string): string;
  readonly safeInt?: true;
  readonly unless?: (a: string, b: string) => string;
}

/** The table is written with each operation's own operand types; checking has made sure that no others arrive. */
function operation<A extends SignalValue, B extends SignalValue = A>(
  type: SignalType,
  apply: (a: A, b: B) => Outcome,
  code: (a: string, b: string) => string,
  more: Pick<Operation, 'safeInt' | 'unless'> = {},
): Operation {
  return { type, apply: apply as Operation['apply'], code, ...more };
}

const infix = (symbol: string) => (a: string, b: string) => `(${a} ${symbol} ${b})`;
const call = (name: string) => (a: string, b: string) => (b === '' ? `${name}(${a})` : `${name}(${a}, ${b})`);
const method = (name: string) => (a: string, b: string) => `${a}.${name}(${b})`;
const byZero = { safeInt: true, unless: (_: string, b: string) => `${b} === 0` } as const;
const compared = (symbol: string) => (a: string, b: string) => `(compareText(${a}, ${b}) ${symbol} 0)`;

export const operations = {
  'int.add': operation<Int>('int', add, infix('+'), { safeInt: true }),
  'int.subtract': operation<Int>('int', subtract, infix('-'), { safeInt: true }),
  'int.multiply': operation<Int>('int', multiply, infix('*'), { safeInt: true }),
  'int.divide': operation<Int>(
    'int',
    (a, b) => (b === 0 ? divisionByZero : divide(a, b)),
    (a, b) => `Math.trunc(${a} / ${b})`,
    byZero,
  ),
  'int.modulo': operation<Int>('int', (a, b) => (b === 0 ? modulusByZero : modulo(a, b)), infix('%'), byZero),
  'int.negate': operation<Int>(
    'int',
    (a) => (typeof a === 'number' ? -a : canonicalInt(-a)),
    (a) => `(-${a})`,
  ),
  'int.from_double': operation<number>('int', intFromDouble, call('Math.trunc'), { safeInt: true }),
  'double.add': operation<number>('double', (a, b) => a + b, infix('+')),
  'double.subtract': operation<number>('double', (a, b) => a - b, infix('-')),
  'double.multiply': operation<number>('double', (a, b) => a * b, infix('*')),
  'double.divide': operation<number>('double', (a, b) => a / b, infix('/')),
  'double.negate': operation<number>(
    'double',
    (a) => -a,
    (a) => `(-${a})`,
  ),
  // An int has no negative zero, but the number that carries it may be one; adding zero drops the sign.
  'double.from_int': operation<Int>(
    'double',
    (a) => Number(a) + 0,
    (a) => `(${a} + 0)`,
  ),
  equal: operation<SignalValue>('bool', (a, b) => a === b, infix('===')),
  not_equal: operation<SignalValue>('bool', (a, b) => a !== b, infix('!==')),
  'number.equal': operation<Int>('bool', sameNumber, infix('===')),
  'number.not_equal': operation<Int>('bool', (a, b) => !sameNumber(a, b), infix('!==')),
  less: operation<Int>('bool', (a, b) => a < b, infix('<')),
  less_or_equal: operation<Int>('bool', (a, b) => a <= b, infix('<=')),
  greater: operation<Int>('bool', (a, b) => a > b, infix('>')),
  greater_or_equal: operation<Int>('bool', (a, b) => a >= b, infix('>=')),
  'text.less': operation<string>('bool', (a, b) => compareText(a, b) < 0, compared('<')),
  'text.less_or_equal': operation<string>('bool', (a, b) => compareText(a, b) <= 0, compared('<=')),
  'text.greater': operation<string>('bool', (a, b) => compareText(a, b) > 0, compared('>')),
  'text.greater_or_equal': operation<string>('bool', (a, b) => compareText(a, b) >= 0, compared('>=')),
  'text.concat': operation<string>('string', (a, b) => a + b, infix('+')),
  'text.contains': operation<string>('bool', (a, b) => a.includes(b), method('includes')),
  'text.starts_with': operation<string>('bool', (a, b) => a.startsWith(b), method('startsWith')),
  'text.ends_with': operation<string>('bool', (a, b) => a.endsWith(b), method('endsWith')),
  'text.size': operation<string>('int', (a) => sizeOf(a), call('sizeOf')),
  'text.lower_ascii': operation<string>('string', (a) => lowerAscii(a), call('lowerAscii')),
  'text.upper_ascii': operation<string>('string', (a) => upperAscii(a), call('upperAscii')),
} as const satisfies Record<string, Operation>;

export type OperationName = keyof typeof operations;

/** The functions that generated code may call, by the names that `code` uses. */
export const runtime = { compareText, sizeOf, lowerAscii, upperAscii } as const;
