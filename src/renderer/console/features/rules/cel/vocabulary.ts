import type { Completion, CompletionContext, CompletionResult } from '@codemirror/autocomplete';
import { syntaxTree } from '@codemirror/language';
import { clientKinds, operationKinds } from '../../../../../shared/vocabulary/index.ts';
import type { Outputs } from '../../../connection/api.ts';

export type Catalogue = Outputs['tuning']['catalogue'];
export type Signal = Catalogue['signals'][number];

/** The language's own functions and methods, beside those of the catalogue. */
const language: readonly Completion[] = [
  { label: 'known', type: 'function', detail: 'bool', info: 'Whether a signal has a value', apply: 'known(' },
  { label: 'size', type: 'function', detail: 'int', info: 'The length of a text', apply: 'size(' },
  { label: 'in', type: 'keyword', info: 'Whether a value is one of a list, such as ["US", "CA"]' },
  { label: 'true', type: 'keyword' },
  { label: 'false', type: 'keyword' },
];

const textMethods: readonly Completion[] = ['contains', 'startsWith', 'endsWith', 'matches', 'lowerAscii', 'upperAscii'].map((label) => ({
  label,
  type: 'method',
  apply: `${label}(`,
}));

const windows = ['10m', '1h', '24h', '7d', '30d'];

function wordsOf({ signals, functions }: Catalogue): readonly Completion[] {
  return [
    ...signals.map((signal) => ({ label: signal.name, type: 'variable', detail: typeWords(signal), info: signal.meaning })),
    ...functions.map(({ name, returns, description }) => ({
      label: name,
      type: 'function',
      detail: returns,
      info: description,
      apply: `${name}(`,
    })),
    ...language,
  ];
}

function textsOf({ lists }: Catalogue): readonly Completion[] {
  return [
    ...lists.map(({ id, name }) => ({ label: id, type: 'constant', detail: name, boost: 2 })),
    ...operationKinds.map((label) => ({ label, type: 'enum' })),
    ...clientKinds.map((label) => ({ label, type: 'enum' })),
    ...windows.map((label) => ({ label, type: 'text' })),
  ];
}

export const typeWords = ({ type, unit }: Signal): string => (unit === null ? type : `${type}, ${unit}`);

/** Offers what may stand where the cursor is: names outside of quotes, lists and well-known words inside. */
export function completions(catalogue: Catalogue): (context: CompletionContext) => CompletionResult | null {
  const names = wordsOf(catalogue);
  const texts = textsOf(catalogue);
  return (context) => {
    const word = context.matchBefore(/\w*/);
    if (word === null || (word.from === word.to && !context.explicit)) return null;
    const inText = syntaxTree(context.state).resolveInner(context.pos, -1).name === 'string';
    const before = context.state.sliceDoc(word.from - 1, word.from);
    const options = inText ? texts : before === '.' ? textMethods : names;
    return { from: word.from, options: [...options], validFor: /^\w*$/ };
  };
}
