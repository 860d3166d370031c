import { Environment } from '@marcbachmann/cel-js';
import { LogicEngine } from 'json-logic-engine';
import { Engine, type NestedCondition, type TopLevelCondition } from 'json-rules-engine';
import type { Facts } from '../../../src/main/engine/risk/expression/catalogue.ts';
import { toClosure } from '../../../src/main/engine/risk/expression/closures.ts';
import type { OperationTerm, Term } from '../../../src/main/engine/risk/expression/term.ts';
import { BenchFault } from '../harness.ts';
import type { Fused } from './fused-reference.ts';
import type { Pack } from './pack.ts';

/** @marcbachmann/cel-js: one parsed and type-checked program per rule. Events carry JSON numbers, so every number is a double to it. */
export function celJs({ catalogue, rules }: Pack): Fused {
  const environment = new Environment();
  for (const { name, type } of catalogue.signals.values()) environment.registerVariable(name, type === 'int' ? 'double' : type);
  for (const symbol of ['+', '-', '*', '/']) {
    const apply = new Function('a', 'b', `return Number(a) ${symbol} Number(b)`) as (a: number | bigint, b: number | bigint) => number;
    environment.registerOperator(`int ${symbol} double: double`, apply);
    environment.registerOperator(`double ${symbol} int: double`, apply);
  }
  environment.registerOperator('int == double', (a: bigint, b: number) => Number(a) === b);
  const programs = rules.map(({ id, when }) => {
    const program = environment.parse(when);
    const { valid, error } = program.check();
    if (!valid) throw new BenchFault(`cel-js refuses ${id}: ${error?.message}`);
    return program;
  });
  return (event, hits) => {
    let n = 0;
    for (let i = 0; i < programs.length; i++) {
      if (programs[i]?.(event) === true) hits[n++] = i;
    }
    return n;
  };
}

type JsonLogic = string | number | boolean | { readonly [operation: string]: unknown };

const logicNames: Readonly<Record<string, string>> = {
  equal: '===',
  not_equal: '!==',
  'number.equal': '===',
  'number.not_equal': '!==',
  less: '<',
  less_or_equal: '<=',
  greater: '>',
  greater_or_equal: '>=',
  'int.add': '+',
  'int.subtract': '-',
  'int.multiply': '*',
  'double.add': '+',
  'double.subtract': '-',
  'double.multiply': '*',
  'double.divide': '/',
  'text.starts_with': 'startsWith',
  'text.ends_with': 'endsWith',
};

function toJsonLogic(term: Term): JsonLogic {
  switch (term.kind) {
    case 'literal':
      return typeof term.value === 'bigint' ? Number(term.value) : term.value;
    case 'signal':
      return { var: term.name };
    case 'not':
      return { '!': [toJsonLogic(term.operand)] };
    case 'all':
      return { and: term.operands.map(toJsonLogic) };
    case 'any':
      return { or: term.operands.map(toJsonLogic) };
    case 'choice':
      return { if: [term.test, term.whenTrue, term.whenFalse].map(toJsonLogic) };
    case 'member':
      return { in: [toJsonLogic(term.operand), term.options.map(toJsonLogic)] };
    case 'operation': {
      const operands = term.operands.map(toJsonLogic);
      if (term.name === 'double.from_int') return operands[0] ?? 0;
      if (term.name === 'text.contains') return { in: [...operands].reverse() };
      const name = logicNames[term.name];
      if (name) return { [name]: operands };
    }
  }
  throw new BenchFault(`JSON Logic has no word for this: ${JSON.stringify(term)}`);
}

/** json-logic-engine: every rule compiled by its `build`. */
export function jsonLogicEngine({ rules }: Pack): Fused {
  const engine = new LogicEngine();
  engine.addMethod('startsWith', ([text, part]: [string, string]) => text.startsWith(part), { deterministic: true });
  engine.addMethod('endsWith', ([text, part]: [string, string]) => text.endsWith(part), { deterministic: true });
  const programs: ((event: Facts) => unknown)[] = rules.map(({ term }) => engine.build(toJsonLogic(term)) as (event: Facts) => unknown);
  return (event, hits) => {
    let n = 0;
    for (let i = 0; i < programs.length; i++) {
      if (programs[i]?.(event) === true) hits[n++] = i;
    }
    return n;
  };
}

const ruleOperators: Readonly<Record<string, string>> = {
  equal: 'equal',
  not_equal: 'notEqual',
  'number.equal': 'equal',
  'number.not_equal': 'notEqual',
  less: 'lessThan',
  less_or_equal: 'lessThanInclusive',
  greater: 'greaterThan',
  greater_or_equal: 'greaterThanInclusive',
  'text.contains': 'textContains',
  'text.starts_with': 'textStartsWith',
  'text.ends_with': 'textEndsWith',
};

/** json-rules-engine: one rule per rule; what its conditions cannot say (arithmetic) becomes a computed fact, as its manual advises. */
export function jsonRulesEngine({ rules }: Pack): (event: Facts) => Promise<string[]> {
  const engine = new Engine();
  engine.addOperator('textContains', (text: string, part: string) => text.includes(part));
  engine.addOperator('textStartsWith', (text: string, part: string) => text.startsWith(part));
  engine.addOperator('textEndsWith', (text: string, part: string) => text.endsWith(part));
  let computed = 0;

  const direct = ({ name, operands: [left, right] }: OperationTerm): NestedCondition | undefined => {
    const operator = ruleOperators[name];
    if (left?.kind !== 'signal' || !right || !operator) return undefined;
    if (right.kind === 'signal') return { fact: left.name, operator, value: { fact: right.name } };
    return right.kind === 'literal' ? { fact: left.name, operator, value: right.value } : undefined;
  };
  const computedFact = (term: Term): NestedCondition => {
    const evaluate = toClosure(term);
    const names = [...signalsOf(term)];
    const fact = `computed_${computed++}`;
    engine.addFact(fact, async (_params, almanac) => {
      const values = await Promise.all(names.map((name) => almanac.factValue<Facts[string]>(name)));
      return evaluate(Object.fromEntries(names.map((name, i) => [name, values[i]])));
    });
    return { fact, operator: 'equal', value: true };
  };
  const condition = (term: Term): NestedCondition => {
    if (term.kind === 'all') return { all: term.operands.map(condition) };
    if (term.kind === 'any') return { any: term.operands.map(condition) };
    if (term.kind === 'not') return { not: condition(term.operand) };
    if (term.kind === 'signal') return { fact: term.name, operator: 'equal', value: true };
    if (term.kind === 'member' && term.operand.kind === 'signal' && term.options.every((option) => option.kind === 'literal')) {
      return { fact: term.operand.name, operator: 'in', value: term.options.map((option) => option.value) };
    }
    return (term.kind === 'operation' && direct(term)) || computedFact(term);
  };
  for (const { id, term } of rules) {
    const top = condition(term);
    const conditions: TopLevelCondition = 'all' in top || 'any' in top || 'not' in top ? top : { all: [top] };
    engine.addRule({ conditions, event: { type: id } });
  }
  return async (event) => (await engine.run(event)).events.map(({ type }) => type);
}

function signalsOf(term: Term): Set<string> {
  switch (term.kind) {
    case 'signal':
    case 'known':
      return new Set([term.name]);
    case 'literal':
      return new Set();
    case 'not':
    case 'matches':
      return signalsOf(term.operand);
    case 'choice':
      return new Set([term.test, term.whenTrue, term.whenFalse].flatMap((part) => [...signalsOf(part)]));
    case 'member':
      return new Set([term.operand, ...term.options].flatMap((part) => [...signalsOf(part)]));
    default:
      return new Set(term.operands.flatMap((part) => [...signalsOf(part)]));
  }
}
