import type { Term } from '../../../src/main/engine/risk/expression/term.ts';
import { BenchFault } from '../harness.ts';

const infix: Readonly<Record<string, string>> = {
  equal: '=',
  not_equal: '<>',
  'number.equal': '=',
  'number.not_equal': '<>',
  less: '<',
  less_or_equal: '<=',
  greater: '>',
  greater_or_equal: '>=',
  'text.less': '<',
  'text.less_or_equal': '<=',
  'text.greater': '>',
  'text.greater_or_equal': '>=',
  'int.add': '+',
  'int.subtract': '-',
  'int.multiply': '*',
  'int.divide': '//',
  'int.modulo': '%',
  'double.add': '+',
  'double.subtract': '-',
  'double.multiply': '*',
  'double.divide': '/',
  'text.concat': '||',
};
const calls: Readonly<Record<string, string>> = {
  'text.contains': 'contains',
  'text.starts_with': 'starts_with',
  'text.ends_with': 'ends_with',
  'text.size': 'length',
  'text.lower_ascii': 'lower',
  'text.upper_ascii': 'upper',
  'int.from_double': 'trunc',
};

const quote = (value: unknown): string => (typeof value === 'string' ? `'${value.replaceAll("'", "''")}'` : String(value));

/** The same condition for DuckDB. @throws BenchFault where there is no such SQL */
export function toSql(term: Term): string {
  switch (term.kind) {
    case 'literal':
      return quote(term.value);
    case 'signal':
      return `"${term.name}"`;
    case 'known':
      return `("${term.name}" IS NOT NULL)`;
    case 'not':
      return `(NOT ${toSql(term.operand)})`;
    case 'all':
    case 'any':
      return `(${term.operands.map(toSql).join(term.kind === 'all' ? ' AND ' : ' OR ')})`;
    case 'choice':
      return `(CASE WHEN ${toSql(term.test)} THEN ${toSql(term.whenTrue)} ELSE ${toSql(term.whenFalse)} END)`;
    case 'member':
      return `(${toSql(term.operand)} IN (${term.options.map(toSql).join(', ')}))`;
    case 'matches':
      return `regexp_matches(${toSql(term.operand)}, ${quote(term.pattern)})`;
    case 'operation': {
      const [a = '', b = ''] = term.operands.map(toSql);
      const sign = infix[term.name];
      if (sign !== undefined) return `(${a} ${sign} ${b})`;
      const call = calls[term.name];
      if (call !== undefined) return `${call}(${[a, b].filter((part) => part !== '').join(', ')})`;
      if (term.name.endsWith('negate')) return `(-${a})`;
      if (term.name === 'double.from_int') return `CAST(${a} AS DOUBLE)`;
      throw new BenchFault(`no SQL for ${term.name}`);
    }
  }
}
