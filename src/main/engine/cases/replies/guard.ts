import { placeholders, unknownPlaceholders } from '../../../../shared/vocabulary/index.ts';
import { invalidInput, type PortcullisError } from '../../errors.ts';
import { sameNumber } from '../../identity/documents.ts';

/** Numbers so short stand in every second sentence. */
const SHORTEST_NUMBER = 5;

/** What only one side may know, as it looks: keys of authenticator apps, links and codes of the engine, numbers of payment cards. */
const secrets: readonly (readonly [RegExp, string])[] = [
  [/otpauth:/iu, 'the set-up of an authenticator app'],
  [/\b(?:[A-Z2-7]{4} ?){4,}\b/u, 'the key of an authenticator app'],
  [/portcullis:\/\//iu, 'a link that acts for the customer'],
  [/\b(?:inv|cancel|caller)[._][0-9a-z_]{20,}/iu, 'a code that acts for somebody'],
  [/\b[0-9a-f]{40,}\b/iu, 'a key or a hash'],
];

const CARD = /(?:\d[ -]?){13,19}/gu;

function isCard(text: string): boolean {
  const digits = [...text.replace(/\D/gu, '')].reverse().map(Number);
  const sum = digits.reduce((total, digit, index) => total + (index % 2 === 0 ? digit : digit > 4 ? digit * 2 - 9 : digit * 2), 0);
  return digits.length >= 13 && sum % 10 === 0;
}

/** @throws PortcullisError `invalid_input` naming what nothing can fill */
export function requireKnownPlaceholders(text: string): void {
  const [unknown] = unknownPlaceholders(text);
  if (unknown === undefined) return;
  throw invalidInput('text', `{{${unknown}}} is none of ${placeholders.map((name) => `{{${name}}}`).join(', ')}`);
}

/**
 * What goes to a customer holds no secret and no document number: a mailbox is read by others, forwarded and kept for ever.
 * @param numbers of the customer's documents
 * @throws PortcullisError `invalid_input` that says what was found, and not what it was
 */
export function requireTellable(text: string, numbers: readonly string[]): void {
  requireKnownPlaceholders(text);
  const plain = sameNumber(text);
  if (numbers.map(sameNumber).some((number) => number.length >= SHORTEST_NUMBER && plain.includes(number))) {
    throw refused('the number of one of the customer’s documents');
  }
  const found = secrets.find(([pattern]) => pattern.test(text));
  if (found !== undefined) throw refused(found[1]);
  if ([...text.matchAll(CARD)].some(([number]) => isCard(number))) throw refused('the number of a payment card');
}

const refused = (what: string): PortcullisError => invalidInput('text', `must not hold ${what}`);
