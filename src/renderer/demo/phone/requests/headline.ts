import { type OperationKind, operationKinds, operationPhrases } from '../../../../shared/vocabulary/index.ts';

const isKind = (kind: string): kind is OperationKind => (operationKinds as readonly string[]).includes(kind);

/** A request in a few words for lists and notifications, such as “A withdrawal: 0.5 BTC”. What is approved is the whole text, never this. */
export function headline(canonicalText: string): string {
  const value = (name: string) =>
    canonicalText
      .split('\n')
      .find((line) => line.startsWith(`${name}: `))
      ?.slice(name.length + 2);
  const kind = value('Operation') ?? '';
  const phrase = isKind(kind) ? operationPhrases[kind] : 'an operation';
  const amount = value('Amount');
  return `${phrase.charAt(0).toUpperCase()}${phrase.slice(1)}${amount === undefined ? '' : `: ${amount}`}`;
}
