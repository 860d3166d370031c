/** An abbreviation keeps its capitals: “API”, “SMS”, “C2C”, “H5”. */
const isAbbreviation = (word: string): boolean => /\p{Lu}[\p{Lu}\p{N}]/u.test(word);

/** A label as it stands in the middle of a sentence: “API key edit”, “code by SMS”. */
export const inSentence = (label: string): string =>
  label
    .split(' ')
    .map((word) => (isAbbreviation(word) ? word : word.toLocaleLowerCase()))
    .join(' ');
