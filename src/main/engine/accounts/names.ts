/** Letters that are one letter to Unicode and two spellings to people; decomposition alone does not bring them together. */
const respelled: Readonly<Record<string, string>> = { ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', ł: 'l', đ: 'd', ı: 'i', ς: 'σ' };

const needsRespelling = new RegExp(`[${Object.keys(respelled).join('')}]`, 'gu');

/** Accents on Latin, Greek and Cyrillic letters. Marks of other scripts carry vowels and stay. */
const ACCENTS = /[\u0300-\u036f]/gu;

/**
 * Brings a name and what somebody types to find it to one form: case, accents, width and repeated spaces do not count, so `muller` finds
 * `Müller` and `lukasz` finds `Łukasz`. Stored beside the name, because the databases disagree about all of this.
 */
export function foldName(name: string): string {
  return name
    .toWellFormed()
    .normalize('NFKD')
    .toLowerCase()
    .replace(ACCENTS, '')
    .normalize('NFKC')
    .replace(needsRespelling, (letter) => respelled[letter] ?? letter)
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim();
}
