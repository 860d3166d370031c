import type { ASTNode } from '@marcbachmann/cel-js';
import type { SignalCatalogue, SignalType, SignalValue } from './catalogue.ts';
import { signalNamedBy } from './environment.ts';
import type { Span } from './problems.ts';
import { canonicalInt, type OperationName, operations } from './semantics.ts';
import { isFault, type Term } from './term.ts';

/** A use that only the operands' types show to be outside the language. */
export class Refusal extends Error {
  readonly span: Span;

  constructor(span: Span, message: string) {
    super(message);
    this.span = span;
  }
}

/**
 * Turns a text that has been parsed, found inside the subset and type-checked into a term, and notes which signals it reads.
 * Anything else unexpected here is a defect in the checks before it.
 * @throws Refusal for conversions from text
 */
export function lower(root: ASTNode, catalogue: SignalCatalogue, reads: Set<string>): Term {
  const signal = (node: ASTNode): Term & { kind: 'signal' } => {
    const name = signalNamedBy(node, catalogue);
    const type = node.op === 'call' ? catalogue.functions.get(node.args[0])?.returns : catalogue.signals.get(name ?? '')?.type;
    if (name === undefined || type === undefined) throw unexpected(node);
    reads.add(name);
    return { kind: 'signal', type, name };
  };

  const visit = (node: ASTNode): Term => {
    switch (node.op) {
      case 'value':
        return literal(node);
      case 'id':
        return signal(node);
      case '!_':
        return { kind: 'not', type: 'bool', operand: visit(node.args) };
      case '-_':
        return negation(visit(node.args), node);
      case '&&':
        return junction('all', node.args.map(visit));
      case '||':
        return junction('any', node.args.map(visit));
      case '?:': {
        const [test, whenTrue, whenFalse] = node.args.map(visit);
        if (!test || !whenTrue || !whenFalse) throw unexpected(node);
        return { kind: 'choice', type: whenTrue.type, test, whenTrue, whenFalse };
      }
      case 'in': {
        const [operand, list] = node.args;
        if (list.op !== 'list') throw unexpected(node);
        return { kind: 'member', type: 'bool', operand: visit(operand), options: list.args.map(visit) };
      }
      case '==':
      case '!=':
      case '<':
      case '<=':
      case '>':
      case '>=':
        return comparison(node.op, visit(node.args[0]), visit(node.args[1]));
      case '+':
      case '-':
      case '*':
      case '/':
      case '%':
        return arithmetic(node.op, visit(node.args[0]), visit(node.args[1]), node);
      case 'call':
        return call(node);
      case 'rcall':
        return method(node);
      default:
        throw unexpected(node);
    }
  };

  const call = (node: ASTNode & { op: 'call' }): Term => {
    const [name, [first]] = node.args;
    if (catalogue.functions.has(name)) return signal(node);
    if (!first) throw unexpected(node);
    if (name === 'known') return { kind: 'known', type: 'bool', name: signal(first).name };
    const operand = visit(first);
    if (name === 'size') return operation('text.size', operand);
    if (operand.type !== 'int' && operand.type !== 'double')
      throw new Refusal(first.range, `${name}() takes a number, not ${operand.type}`);
    if (name === 'double') return asDouble(operand);
    if (name === 'int') return operand.type === 'int' ? operand : operation('int.from_double', operand);
    throw unexpected(node);
  };

  const method = (node: ASTNode & { op: 'rcall' }): Term => {
    const [name, receiver, args] = node.args;
    const operand = visit(receiver);
    const [argument] = args;
    if (name === 'matches') {
      if (argument?.op !== 'value' || typeof argument.args !== 'string') throw unexpected(node);
      return { kind: 'matches', type: 'bool', operand, pattern: argument.args };
    }
    const known = methods[name as keyof typeof methods];
    if (!known) throw unexpected(node);
    return operation(known, operand, ...args.map(visit));
  };

  return visit(root);
}

const methods = {
  contains: 'text.contains',
  startsWith: 'text.starts_with',
  endsWith: 'text.ends_with',
  size: 'text.size',
  lowerAscii: 'text.lower_ascii',
  upperAscii: 'text.upper_ascii',
} as const satisfies Record<string, OperationName>;

const comparisons = {
  '==': { same: 'equal', number: 'number.equal', text: 'equal' },
  '!=': { same: 'not_equal', number: 'number.not_equal', text: 'not_equal' },
  '<': { same: 'less', number: 'less', text: 'text.less' },
  '<=': { same: 'less_or_equal', number: 'less_or_equal', text: 'text.less_or_equal' },
  '>': { same: 'greater', number: 'greater', text: 'text.greater' },
  '>=': { same: 'greater_or_equal', number: 'greater_or_equal', text: 'text.greater_or_equal' },
} as const satisfies Record<string, Record<'same' | 'number' | 'text', OperationName>>;

const arithmetics = {
  '+': { int: 'int.add', double: 'double.add' },
  '-': { int: 'int.subtract', double: 'double.subtract' },
  '*': { int: 'int.multiply', double: 'double.multiply' },
  '/': { int: 'int.divide', double: 'double.divide' },
  '%': { int: 'int.modulo', double: undefined },
} as const satisfies Record<string, Record<'int' | 'double', OperationName | undefined>>;

function comparison(op: keyof typeof comparisons, left: Term, right: Term): Term {
  const names = comparisons[op];
  const name = left.type !== right.type ? names.number : left.type === 'string' ? names.text : names.same;
  return operation(name, left, right);
}

function arithmetic(op: keyof typeof arithmetics, left: Term, right: Term, node: ASTNode): Term {
  if (left.type === 'string') return operation('text.concat', left, right);
  if (left.type === 'int' && right.type === 'int') return operation(arithmetics[op].int, left, right);
  const name = arithmetics[op].double;
  if (!name) throw unexpected(node);
  return operation(name, asDouble(left), asDouble(right));
}

function asDouble(term: Term): Term {
  if (term.type === 'double') return term;
  if (term.kind === 'literal') return { kind: 'literal', type: 'double', value: Number(term.value) };
  return operation('double.from_int', term);
}

function operation(name: OperationName, ...operands: readonly Term[]): Term {
  return { kind: 'operation', type: operations[name].type, name, operands };
}

function literal(node: ASTNode & { op: 'value' }): Term {
  const value = node.args;
  switch (typeof value) {
    case 'string':
      return { kind: 'literal', type: 'string', value };
    case 'boolean':
      return { kind: 'literal', type: 'bool', value };
    case 'number':
      return { kind: 'literal', type: 'double', value };
    case 'bigint':
      return { kind: 'literal', type: 'int', value: smallestForm(value) };
    default:
      throw unexpected(node);
  }
}

/** 2^63 may stand in the text below a minus sign only, which `negation` brings into range. */
function smallestForm(value: bigint): SignalValue {
  const canonical = canonicalInt(value);
  return isFault(canonical) ? value : canonical;
}

function negation(operand: Term, node: ASTNode): Term {
  if (operand.type !== 'int' && operand.type !== 'double') throw unexpected(node);
  if (operand.kind === 'literal') {
    const { value } = operand;
    const negated = operand.type === 'int' ? canonicalInt(-BigInt(value)) : -Number(value);
    if (!isFault(negated)) return { ...operand, value: negated };
  }
  return operation(negations[operand.type], operand);
}

const negations = { int: 'int.negate', double: 'double.negate' } as const satisfies Partial<Record<SignalType, OperationName>>;

function junction(kind: 'all' | 'any', parts: readonly Term[]): Term {
  return { kind, type: 'bool', operands: parts.flatMap((part) => (part.kind === kind ? part.operands : [part])) };
}

const unexpected = (node: ASTNode): Error => new Error(`"${node.op}" passed the checks but has no meaning here`);
