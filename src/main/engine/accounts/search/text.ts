import { foldName } from '../names.ts';

/** What somebody typed, in the form each way of finding a customer compares. */
export interface SearchText {
  /** For ids and e-mail addresses: by `lowerAscii`. */
  readonly plain: string;
  /** An E.164 number's beginning with its plus, or null when this cannot be one. */
  readonly phone: string | null;
  /** By `foldName`. */
  readonly folded: string;
  /** Whether the folded text is long enough to look for inside names; shorter ones are looked for at their beginning. */
  readonly inside: boolean;
}

/** A trigram is the shortest thing the name index knows. */
const SHORTEST_INSIDE = 3;

const PHONE_LIKE = /^\+?[0-9 ()./-]+$/;

/** Lower case as both databases' indexes over ids and addresses know it. */
export const lowerAscii = (text: string): string => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());

/** @returns null when nothing is left to look for */
export function parseSearchText(text: string): SearchText | null {
  const line = text
    .toWellFormed()
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim();
  if (line === '') return null;
  const folded = foldName(line);
  return {
    plain: lowerAscii(line),
    phone: parsePhone(line),
    folded,
    inside: [...folded].length >= SHORTEST_INSIDE,
  };
}

/** People write `+49 170 …`, `0049170…` or leave the plus out; stored is E.164, which never begins with +0. */
function parsePhone(line: string): string | null {
  if (!PHONE_LIKE.test(line)) return null;
  const digits = line.replace(/[^0-9]/g, '').replace(/^00/, '');
  return digits === '' || digits.startsWith('0') ? null : `+${digits}`;
}
