import { hash } from 'node:crypto';
import canonicalize from 'canonicalize';

/** One text for one content, whatever the order of its keys (RFC 8785), so that what is hashed is what is meant. */
export function canonicalJson(content: unknown): string {
  const text = canonicalize(content);
  if (text === undefined) throw new Error('The content has no JSON form');
  return text;
}

/** SHA-256 of a text, lower-case hex. */
export const contentHash = (text: string): string => hash('sha256', text, 'hex');
