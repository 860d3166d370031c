import { placeholders, unknownPlaceholders } from '../../../../shared/vocabulary/index.ts';
import { invalidInput, type PortcullisError } from '../../errors.ts';
import { sameNumber } from '../../identity/documents.ts';
import { strangeHost } from './links.ts';

/** Numbers so short stand in every second sentence. */
const SHORTEST_NUMBER = 5;

/** In the place of what must not go out. */
const WITHHELD = '•••';

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
 * What goes to a customer holds no secret: a mailbox is read by others, forwarded and kept for ever. What is asked here is how a text looks,
 * never whether it is the customer's, so that a refusal confirms nobody's guess. Nor does it lead anywhere but to the platform itself.
 * @param hosts where it may lead
 * @throws PortcullisError `invalid_input` that says what was found, and not what it was
 */
export function requireTellable(text: string, hosts: readonly string[]): void {
  requireKnownPlaceholders(text);
  const found = secrets.find(([pattern]) => pattern.test(text));
  if (found !== undefined) throw refused(found[1]);
  const strange = strangeHost(text, hosts);
  if (strange !== null)
    throw refused(`a link or an address at ${strange || 'no host'}: templates and case.replyHosts say where replies may lead`);
  if ([...text.matchAll(CARD)].some(([number]) => isCard(number))) throw refused('the number of a payment card');
}

/**
 * The text without the numbers of the customer's documents, however they are spelled. It is for the outgoing mail alone: whoever writes sees
 * their own words as they wrote them, and does not learn whether a number in them is the customer's.
 */
export function withoutNumbers(text: string, numbers: readonly string[]): string {
  return numbers
    .map(sameNumber)
    .filter((number) => number.length >= SHORTEST_NUMBER)
    .reduce((rest, number) => rest.replace(spelling(number), WITHHELD), text);
}

/** Letters and digits alone stand in {@link sameNumber}, so that nothing in it has a meaning in a pattern. */
const spelling = (number: string): RegExp => new RegExp([...number].join(String.raw`[^\p{L}\p{N}]*`), 'giu');

const refused = (what: string): PortcullisError => invalidInput('text', `must not hold ${what}`);
