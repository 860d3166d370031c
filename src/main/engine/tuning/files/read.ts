import { type Document, LineCounter, type Node, parseDocument } from 'yaml';
import { type RuleFile, ruleFileSchema } from '../../../../shared/contract/rule-file.ts';
import type { RiskLists } from '../../risk/declared/lists.ts';
import { problemAt, type Span } from '../../risk/expression/problems.ts';
import { compileRuleSet, type RuleProblem, RuleSetError } from '../../risk/rule-set.ts';
import { catalogueWith } from '../../risk/signals/catalogue.ts';
import { runRuleTests } from '../rule-tests.ts';
import { keySpan, nodeAt, spanAt, spanInScalar } from './places.ts';

/** One thing that is wrong with a file of rules. Lines and columns count from 1. */
export interface FileProblem {
  readonly line: number;
  readonly column: number;
  readonly message: string;
  /** The line with carets under what is at fault. */
  readonly excerpt: string;
  /** The rule that it is about, if it is about one. */
  readonly ruleId: string | null;
}

/** A file whose shape is right. */
export interface OpenedFile {
  readonly source: string;
  readonly content: RuleFile;
  readonly root: Node | null;
}

const problem = (source: string, span: Span, message: string, ruleId: string | null = null): FileProblem => {
  const { line, column, excerpt } = problemAt(source, span, message);
  return { line, column, message, excerpt, ruleId };
};

/** YAML knows aliases that unfold to more than any machine holds; rules need a handful. */
const mostAliases = 100;
/** Generous for ten thousand rules, small for a machine. */
const longestFile = 32_000_000;

/** Reads a file of rules as far as its shape goes; every fault is named with its place. */
export function openRuleFile(source: string): { readonly opened: OpenedFile } | { readonly problems: readonly FileProblem[] } {
  if (source.length > longestFile) return { problems: [problem(source, { start: 0, end: 0 }, 'The file is too large')] };
  const document = parseDocument(source, { prettyErrors: false, lineCounter: new LineCounter(), version: '1.2' });
  const broken = [...document.errors, ...document.warnings].map(({ message, pos: [start, end] }) =>
    problem(source, { start, end }, message.split('\n')[0] ?? message),
  );
  if (broken.length > 0) return { problems: broken };
  const plain = plainOf(document);
  if ('tooMany' in plain) return { problems: [problem(source, { start: 0, end: 0 }, plain.tooMany)] };
  const parsed = ruleFileSchema.safeParse(plain.value);
  if (parsed.success) return { opened: { source, content: parsed.data, root: document.contents } };
  return { problems: parsed.error.issues.flatMap((issue) => shapeProblems(source, document.contents, issue)) };
}

function plainOf(document: Document.Parsed): { readonly value: unknown } | { readonly tooMany: string } {
  try {
    return { value: document.toJS({ maxAliasCount: mostAliases }) };
  } catch (error) {
    if (error instanceof ReferenceError) return { tooMany: error.message };
    throw error;
  }
}

interface ShapeIssue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly code?: string | undefined;
  readonly keys?: readonly string[];
}

function shapeProblems(source: string, root: Node | null, issue: ShapeIssue): FileProblem[] {
  const { path, message, keys } = issue;
  if (issue.code === 'unrecognized_keys' && keys !== undefined) {
    return keys.map((key) => problem(source, keySpan(root, path, key) ?? spanAt(root, path), `There is no field ${key} here`));
  }
  const name = path.length === 0 ? 'The file' : path.filter((step) => typeof step !== 'number').at(-1);
  return [problem(source, spanAt(root, path), `${String(name)}: ${message}`)];
}

/**
 * Compiles the rules of a file and runs their tests (RT-01, RT-03).
 * @param lists what `listed(…)` is checked against when the file has no lists of its own
 */
export function checkRuleFile({ source, content, root }: OpenedFile, lists: RiskLists): readonly FileProblem[] {
  const known: RiskLists = content.lists === undefined ? lists : { lists: content.lists };
  const indexOf = new Map(content.rules.map(({ id }, index) => [id, index]));
  const found: FileProblem[] = [];
  try {
    compileRuleSet(content.rules, catalogueWith(known));
  } catch (error) {
    if (!(error instanceof RuleSetError)) throw error;
    found.push(...error.problems.flatMap((each) => ruleProblems(source, root, each, indexOf.get(each.ruleId) ?? 0)));
  }
  const faulty = new Set(found.map(({ ruleId }) => ruleId));
  for (const { ruleId, test, passed, expected, problem: why } of runRuleTests(content.rules, known)) {
    if (passed || faulty.has(ruleId)) continue;
    const index = indexOf.get(ruleId) ?? 0;
    const at = content.rules[index]?.tests?.findIndex(({ name }) => name === test) ?? 0;
    const words = why ?? (expected ? 'the rule must hit and does not' : 'the rule must not hit and does');
    found.push(problem(source, spanAt(root, ['rules', index, 'tests', at, 'name']), `Test "${test}" fails: ${words}`, ruleId));
  }
  return found.sort((a, b) => a.line - b.line || a.column - b.column);
}

function ruleProblems(source: string, root: Node | null, { ruleId, message, errors }: RuleProblem, index: number): FileProblem[] {
  const when = nodeAt(root, ['rules', index, 'when']);
  if (errors.length === 0 || when === undefined) {
    const field = message.startsWith('the condition') ? 'when' : 'id';
    return [problem(source, spanAt(root, ['rules', index, field]), message, ruleId)];
  }
  return errors.map((error) =>
    problem(source, spanInScalar(source, when, { start: error.offset, end: error.offset + error.length }), error.message, ruleId),
  );
}
