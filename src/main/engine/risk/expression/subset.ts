import type { ASTNode } from '@marcbachmann/cel-js';
import type { SignalCatalogue, SignalFunction } from './catalogue.ts';
import { argumentCounts, resolveCall, signalNamedBy } from './environment.ts';
import { compilePattern } from './pattern.ts';
import { type ExpressionError, nearest, problemAt } from './problems.ts';

/** The functions of the language beside signal functions: called `f(x)`, and called `text.f(…)`. */
const functionNames = new Set(['known', 'size', 'int', 'double']);
const methodNames = new Set(['contains', 'startsWith', 'endsWith', 'matches', 'size', 'lowerAscii', 'upperAscii']);

/**
 * Finds everything in a parsed text that is CEL but not part of the rules' language, each with its place. It runs before the type
 * check so that the answer is "lists can only stand after in" and not a mismatch that follows from it.
 */
export function outsideSubset(root: ASTNode, source: string, catalogue: SignalCatalogue): ExpressionError[] {
  const refuse = (node: ASTNode, message: string): ExpressionError[] => [problemAt(source, node.range, message)];

  const visit = (node: ASTNode): ExpressionError[] => {
    switch (node.op) {
      case 'value':
        return visitLiteral(node, false);
      case 'id':
        return catalogue.signals.has(node.args) ? [] : refuse(node, unknownName('signal', node.args, catalogue.signals.keys()));
      case '-_':
        return node.args.op === 'value' ? visitLiteral(node.args, true) : visit(node.args);
      case '!_':
        return visit(node.args);
      case 'in':
        return visitMembership(node.args[0], node.args[1]);
      case 'list':
        return refuse(node, 'A list can only stand to the right of "in"');
      case 'map':
        return refuse(node, 'Maps are not part of the rule language');
      case '.':
      case '.?':
        return refuse(node, 'Signals have no fields');
      case '[]':
      case '[?]':
        return refuse(node, 'Indexing is not part of the rule language');
      case 'call':
        return visitCall(node, node.args[0], node.args[1]);
      case 'rcall':
        return visitMethod(node, ...node.args);
      default:
        return node.args.flatMap(visit);
    }
  };

  const visitLiteral = (node: ASTNode & { op: 'value' }, negated: boolean): ExpressionError[] => {
    const value = node.args;
    if (value === null) return refuse(node, 'There is no null: known(signal) tells whether a signal has a value');
    if (value instanceof Uint8Array) return refuse(node, 'Bytes are not part of the rule language');
    if (typeof value === 'object') return refuse(node, 'Unsigned numbers are not part of the rule language');
    const tooLarge = typeof value === 'bigint' && value > 2n ** 63n - (negated ? 0n : 1n);
    return tooLarge ? refuse(node, 'The number does not fit into 64 bits') : [];
  };

  const visitMembership = (operand: ASTNode, list: ASTNode): ExpressionError[] => {
    if (list.op !== 'list') return [...visit(operand), ...refuse(list, '"in" takes a list written out, such as ["US", "CA"]')];
    if (list.args.length === 0) return [...visit(operand), ...refuse(list, 'The list is empty')];
    return [operand, ...list.args].flatMap(visit);
  };

  const visitCall = (node: ASTNode, name: string, args: readonly ASTNode[]): ExpressionError[] => {
    const fn = catalogue.functions.get(name);
    if (fn) return visitSignalFunction(node, fn, args);
    if (name === 'has') return refuse(node, 'has() tests fields: known(signal) tells whether a signal has a value');
    if (name === 'known') return visitKnown(node, args);
    if (functionNames.has(name)) return args.flatMap(visit);
    return refuse(node, unknownName('function', name, [...functionNames, ...methodNames, ...catalogue.functions.keys()]));
  };

  const visitSignalFunction = (node: ASTNode, fn: SignalFunction, args: readonly ASTNode[]): ExpressionError[] => {
    const { least, most } = argumentCounts(fn);
    if (args.length < least || args.length > most) {
      const wanted = least === most ? `${least} argument${least === 1 ? '' : 's'}` : `${least} to ${most} arguments`;
      return refuse(node, `${fn.name}() takes ${wanted}, not ${args.length}`);
    }
    const resolved = resolveCall(fn, args);
    return 'problem' in resolved ? refuse(args[resolved.argument ?? -1] ?? node, resolved.problem) : [];
  };

  const visitKnown = (node: ASTNode, args: readonly ASTNode[]): ExpressionError[] => {
    const [subject] = args;
    if (!subject || args.length !== 1) return refuse(node, 'known() takes one signal');
    const problems = subject.op === 'id' || subject.op === 'call' ? visit(subject) : [];
    if (problems.length > 0 || signalNamedBy(subject, catalogue) !== undefined) return problems;
    return refuse(subject, 'known() takes the name of a signal');
  };

  const visitMethod = (node: ASTNode, name: string, receiver: ASTNode, args: readonly ASTNode[]): ExpressionError[] => {
    if (!methodNames.has(name)) return refuse(node, unknownName('function', name, methodNames));
    if (name !== 'matches') return [receiver, ...args].flatMap(visit);
    return [...visit(receiver), ...visitPattern(args[0] ?? node)];
  };

  const visitPattern = (node: ASTNode): ExpressionError[] => {
    if (node.op !== 'value' || typeof node.args !== 'string') return refuse(node, 'matches() takes a literal pattern');
    const compiled = compilePattern(node.args);
    return 'problem' in compiled ? refuse(node, `The pattern cannot be used: ${compiled.problem}`) : [];
  };

  return visit(root);
}

function unknownName(what: string, name: string, candidates: Iterable<string>): string {
  const meant = nearest(name, candidates);
  return `Unknown ${what} "${name}"${meant === undefined ? '' : `: did you mean "${meant}"?`}`;
}
