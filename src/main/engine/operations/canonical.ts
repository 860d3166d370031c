import { hash } from 'node:crypto';
import type { OperationInput } from '../../../shared/contract/operation.ts';

/** What of an operation the customer must see and sign (TD-11). */
export interface CanonicalOperation {
  readonly id: string;
  readonly accountId: string;
  readonly kind: string;
  readonly amount: string | null;
  readonly asset: string | null;
  readonly destination: { readonly address: string; readonly network: string | null; readonly tag: string | null } | null;
  readonly client: string;
  readonly software: string | null;
  readonly country: string | null;
  readonly address: string | null;
  readonly details: Readonly<Record<string, string>>;
  readonly at: number;
}

/** The lines that say what is to be done; execution finds them again in what was signed (TD-11). */
export function subjectLines(operation: Pick<CanonicalOperation, 'kind' | 'amount' | 'asset' | 'destination' | 'details'>): string[] {
  const lines = ['Portcullis operation v1', `Operation: ${operation.kind}`];
  if (operation.amount !== null) lines.push(`Amount: ${operation.amount}${operation.asset === null ? '' : ` ${operation.asset}`}`);
  else if (operation.asset !== null) lines.push(`Asset: ${operation.asset}`);
  if (operation.destination !== null) {
    lines.push(`To: ${operation.destination.address}`);
    if (operation.destination.network !== null) lines.push(`Network: ${operation.destination.network}`);
    if (operation.destination.tag !== null) lines.push(`Tag: ${operation.destination.tag}`);
  }
  for (const [name, value] of Object.entries(operation.details).sort(([a], [b]) => (a < b ? -1 : 1))) lines.push(`${name}: ${value}`);
  return lines;
}

/**
 * The operation as text: what the trusted device shows is what is hashed and signed, byte for byte (dynamic linking, PSD2 RTS article 5).
 * Inputs hold no line breaks (the contract refuses control characters), so no value can pose as another line.
 */
export function canonicalText(operation: CanonicalOperation): string {
  const lines = subjectLines(operation);
  lines.push(`Started on: ${operation.client}${operation.software === null ? '' : ` (${operation.software})`}`);
  lines.push(`Started from: ${[operation.country, operation.address].filter((part) => part !== null).join(', ') || 'unknown'}`);
  lines.push(`At: ${new Date(operation.at).toISOString()}`);
  lines.push(`Account: ${operation.accountId}`, `Id: ${operation.id}`);
  return lines.join('\n');
}

/** SHA-256 of a canonical text, lower-case hex. */
export const canonicalHash = (text: string): string => hash('sha256', text, 'hex');

/** Amounts that differ only in trailing zeros are the same amount. */
export const sameDecimal = (a: string, b: string): boolean => normalDecimal(a) === normalDecimal(b);

function normalDecimal(decimal: string): string {
  const [whole = '0', fraction = ''] = decimal.split('.');
  const trimmed = fraction.replace(/0+$/, '');
  return trimmed === '' ? whole : `${whole}.${trimmed}`;
}

/** Ten trillion of the reference currency: beyond any real amount, and small enough that sums over windows stay exact. */
const mostCents = 1e15;

/** Hundredths of the reference currency, rounded up so that a limit is never slipped under, and cut off at {@link mostCents}. */
export function valueCents(referenceValue: OperationInput['referenceValue']): number | null {
  if (referenceValue === undefined) return null;
  const [whole = '0', fraction = ''] = referenceValue.split('.');
  const cents = Number(whole) * 100 + Number(fraction.slice(0, 2).padEnd(2, '0')) + (/[1-9]/.test(fraction.slice(2)) ? 1 : 0);
  return Math.min(cents, mostCents);
}
