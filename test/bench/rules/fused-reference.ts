import type { Facts } from '../../../src/main/engine/risk/expression/catalogue.ts';
import { divide } from '../../../src/main/engine/risk/expression/dispatch.ts';
import type { Term } from '../../../src/main/engine/risk/expression/term.ts';
import { BenchFault } from '../harness.ts';
import type { Pack } from './pack.ts';

/** Writes the indexes of the rules that hold into `hits` and gives their number. */
export type Fused = (event: Facts, hits: Uint32Array) => number;

/**
 * Translates rules word for word into one function, as a person would write them who trusts every event to be complete: no test for
 * missing signals, none for overflow. It is the yardstick for packs that nobody wrote a function for by hand.
 */
export function fusedReference({ rules }: Pack): Fused {
  const all = rules.map(({ term }, index) => ({ index, term }));
  const tests = (list: typeof all): string => list.map(({ index, term }) => `if (${code(term)}) hits[n++] = ${index};`).join('\n');
  const dispatch = divide(all);
  const cases = dispatch
    ? `switch (e.${dispatch.signal}) {\n${[...dispatch.cases].map(([value, list]) => `case ${JSON.stringify(value)}:\n${tests([...list])}\nbreak;`).join('\n')}\n}`
    : '';
  return new Function('e', 'hits', `let n = 0;\n${cases}\n${tests(dispatch ? [...dispatch.rest] : all)}\nreturn n;`) as Fused;
}

const infix: Readonly<Record<string, string>> = {
  equal: '===',
  not_equal: '!==',
  'number.equal': '===',
  'number.not_equal': '!==',
  less: '<',
  less_or_equal: '<=',
  greater: '>',
  greater_or_equal: '>=',
  'text.less': '<',
  'text.less_or_equal': '<=',
  'text.greater': '>',
  'text.greater_or_equal': '>=',
  'text.concat': '+',
  'int.add': '+',
  'int.subtract': '-',
  'int.multiply': '*',
  'int.modulo': '%',
  'double.add': '+',
  'double.subtract': '-',
  'double.multiply': '*',
  'double.divide': '/',
};

const calls: Readonly<Record<string, (a: string, b: string) => string>> = {
  'int.negate': (a) => `(-${a})`,
  'int.divide': (a, b) => `Math.trunc(${a} / ${b})`,
  'int.from_double': (a) => `Math.trunc(${a})`,
  'double.negate': (a) => `(-${a})`,
  'double.from_int': (a) => a,
  'text.contains': (a, b) => `${a}.includes(${b})`,
  'text.starts_with': (a, b) => `${a}.startsWith(${b})`,
  'text.ends_with': (a, b) => `${a}.endsWith(${b})`,
  'text.size': (a) => `${a}.length`,
  'text.lower_ascii': (a) => `${a}.toLowerCase()`,
  'text.upper_ascii': (a) => `${a}.toUpperCase()`,
};

function code(term: Term): string {
  switch (term.kind) {
    case 'literal':
      return typeof term.value === 'bigint' ? `${term.value}n` : JSON.stringify(term.value);
    case 'signal':
      return `e.${term.name}`;
    case 'known':
      return `e.${term.name} != null`;
    case 'not':
      return `!(${code(term.operand)})`;
    case 'all':
      return `(${term.operands.map(code).join(' && ')})`;
    case 'any':
      return `(${term.operands.map(code).join(' || ')})`;
    case 'choice':
      return `(${code(term.test)} ? ${code(term.whenTrue)} : ${code(term.whenFalse)})`;
    case 'member':
      return `(${term.options.map((option) => `${code(term.operand)} === ${code(option)}`).join(' || ')})`;
    case 'matches':
      return `new RegExp(${JSON.stringify(term.pattern)}).test(${code(term.operand)})`;
    case 'operation': {
      const [a = '', b = ''] = term.operands.map(code);
      const symbol = infix[term.name];
      const write = calls[term.name];
      if (symbol) return `(${a} ${symbol} ${b})`;
      if (write) return write(a, b);
      throw new BenchFault(`no translation of ${term.name}`);
    }
  }
}
