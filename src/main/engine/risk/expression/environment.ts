import { type ASTNode, Environment } from '@marcbachmann/cel-js';
import type { FunctionArgument, SignalCatalogue, SignalFunction, SignalType } from './catalogue.ts';

/** What a rule's text may cost to check. Generous for people, small for a machine that is fed nonsense. */
export const limits = { maxSourceLength: 8_000, maxAstNodes: 2_000, maxDepth: 60, maxListElements: 500, maxCallArguments: 8 } as const;

const environments = new WeakMap<SignalCatalogue, Environment>();

/**
 * The CEL environment of a catalogue: its signals as typed variables, CEL's standard functions, and what this language adds
 * (`known`, arithmetic and equality across int and double, signal functions). It parses and type-checks; because everything added
 * has a working handler it also evaluates, which makes it the oracle of the differential tests.
 */
export function environmentOf(catalogue: SignalCatalogue): Environment {
  const existing = environments.get(catalogue);
  if (existing) return existing;
  const environment = new Environment({
    limits: {
      maxAstNodes: limits.maxAstNodes,
      maxDepth: limits.maxDepth,
      maxListElements: limits.maxListElements,
      maxCallArguments: limits.maxCallArguments,
    },
  });
  for (const signal of catalogue.signals.values()) environment.registerVariable(signal.name, signal.type);
  registerMixedNumbers(environment);
  registerKnown(environment, catalogue);
  for (const fn of catalogue.functions.values()) registerSignalFunction(environment, fn);
  environments.set(catalogue, environment);
  return environment;
}

type Numeric = number | bigint;

/** An int beside a double becomes a double for arithmetic; equality and membership compare the numbers exactly. */
function registerMixedNumbers(environment: Environment): void {
  const same = (a: Numeric, b: Numeric): boolean => a <= b && a >= b;
  for (const [left, right] of [
    ['int', 'double'],
    ['double', 'int'],
  ]) {
    environment.registerOperator(`${left} + ${right}: double`, (a: Numeric, b: Numeric) => Number(a) + Number(b));
    environment.registerOperator(`${left} - ${right}: double`, (a: Numeric, b: Numeric) => Number(a) - Number(b));
    environment.registerOperator(`${left} * ${right}: double`, (a: Numeric, b: Numeric) => Number(a) * Number(b));
    environment.registerOperator(`${left} / ${right}: double`, (a: Numeric, b: Numeric) => Number(a) / Number(b));
    environment.registerOperator(`${left} in list<${right}>: bool`, (a: Numeric, list: Numeric[]) => list.some((b) => same(a, b)));
  }
  environment.registerOperator('int == double', same);
}

/** The parts of the library's macro protocol that are used here; its own types leave them open. */
interface MacroCall {
  readonly args: readonly ASTNode[];
}
interface Checker {
  check(node: ASTNode, context: unknown): unknown;
  getType(name: string): unknown;
}
interface EvaluationContext {
  getValue(name: string): unknown;
}

function registerKnown(environment: Environment, catalogue: SignalCatalogue): void {
  environment.registerFunction('known(ast): bool', ({ args: [subject] }: MacroCall) => ({
    typeCheck(checker: Checker, _macro: unknown, context: unknown) {
      if (subject) checker.check(subject, context);
      return checker.getType('bool');
    },
    evaluate(_evaluator: unknown, _macro: unknown, context: EvaluationContext) {
      const name = subject && signalNamedBy(subject, catalogue);
      return name !== undefined && context.getValue(name) != null;
    },
  }));
}

function registerSignalFunction(environment: Environment, fn: SignalFunction): void {
  const macro = ({ args }: MacroCall) => ({
    typeCheck: (checker: Checker) => checker.getType(fn.returns),
    evaluate(_evaluator: unknown, _macro: unknown, context: EvaluationContext) {
      const resolved = resolveCall(fn, args);
      const value = 'signal' in resolved ? context.getValue(resolved.signal) : undefined;
      if (value == null) throw new Error(`missing signal for ${fn.name}`);
      return value;
    },
  });
  const { least, most } = argumentCounts(fn);
  for (let count = least; count <= most; count++) {
    environment.registerFunction(`${fn.name}(${new Array(count).fill('ast').join(', ')}): ${fn.returns}`, macro);
  }
}

/** The signal that an identifier or a signal function's call stands for; undefined for any other expression. */
export function signalNamedBy(node: ASTNode, catalogue: SignalCatalogue): string | undefined {
  if (node.op === 'id') return catalogue.signals.has(node.args) ? node.args : undefined;
  if (node.op !== 'call') return undefined;
  const fn = catalogue.functions.get(node.args[0]);
  const resolved = fn && resolveCall(fn, node.args[1]);
  return resolved && 'signal' in resolved ? resolved.signal : undefined;
}

/** How many arguments a signal function takes. */
export function argumentCounts({ parameters, optional = [] }: SignalFunction): { readonly least: number; readonly most: number } {
  return { least: parameters.length, most: parameters.length + optional.length };
}

/** Checks the arguments of a signal function's call and asks the function which signal they mean. */
export function resolveCall(
  fn: SignalFunction,
  args: readonly ASTNode[],
): { readonly signal: string } | { readonly problem: string; readonly argument?: number } {
  const literals: FunctionArgument[] = [];
  const types = [...fn.parameters, ...(fn.optional ?? [])].slice(0, Math.max(args.length, fn.parameters.length));
  for (const [i, type] of types.entries()) {
    const value = literalOf(args[i]);
    if (typeof value !== jsTypes[type]) return { problem: `${fn.name}() takes a literal ${type} here`, argument: i };
    literals.push(value as FunctionArgument);
  }
  return fn.resolve(literals);
}

const jsTypes = { string: 'string', int: 'bigint', double: 'number', bool: 'boolean' } as const satisfies Record<SignalType, string>;

function literalOf(node: ASTNode | undefined): unknown {
  return node?.op === 'value' ? node.args : undefined;
}
