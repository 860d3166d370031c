import { canonicalHash, subjectLines } from './canonical.ts';
import type { StoredOperation } from './store.ts';

/**
 * Whether the text that was shown and signed still says what is stored. Somebody with the database in hand changes a column; the text is
 * covered by a signature.
 */
export function textSaysWhatIsStored(operation: StoredOperation): boolean {
  const { tag = null, ...details } = JSON.parse(operation.details) as Readonly<Record<string, string>>;
  const { kind, amount, asset, destination: address, asset_network: network } = operation;
  const destination = address === null ? null : { address, network, tag };
  return (
    canonicalHash(operation.canonical_text) === operation.canonical_hash &&
    operation.canonical_text.startsWith(`${subjectLines({ kind, amount, asset, destination, details }).join('\n')}\nStarted on: `) &&
    operation.canonical_text.endsWith(`\nAccount: ${operation.account_id}\nId: ${operation.id}`)
  );
}
