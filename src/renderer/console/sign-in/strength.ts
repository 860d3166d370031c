export type StrengthLevel = 'weak' | 'fair' | 'strong';
export type StrengthTip = 'length' | 'repeats' | 'sequence' | 'personal' | 'common' | 'good';

export interface Strength {
  readonly level: StrengthLevel;
  readonly tip: StrengthTip;
}

const COMMON = /password|passwort|qwerty|azerty|letmein|welcome|admin|portcullis|iloveyou|dragon|monkey|football/i;
const FAIR_BITS = 45;
const STRONG_BITS = 65;

/**
 * Guidance while a password is chosen, not a rule: the rule is its length (NIST SP 800-63B). The estimate counts only what a
 * guesser would have to guess: characters that repeat or follow one another, and words everybody tries, count for little.
 */
export function passwordStrength(password: string, personal: readonly string[]): Strength {
  const lower = password.toLowerCase();
  const named = personal
    .flatMap((text) => text.toLowerCase().split(/[^\p{L}\p{N}]+/u))
    .filter((part) => part.length >= 4)
    .find((part) => lower.includes(part));
  const common = COMMON.exec(password)?.[0];
  const runs = predictable(lower);
  const counted = Math.max(0, password.length - runs - (named?.length ?? 0) - (common?.length ?? 0));
  const bits = counted * Math.log2(alphabet(password));

  if (named !== undefined && bits < STRONG_BITS) return { level: levelOf(bits), tip: 'personal' };
  if (common !== undefined && bits < STRONG_BITS) return { level: levelOf(bits), tip: 'common' };
  if (runs * 3 > password.length) return { level: levelOf(bits), tip: /(.)\1\1/.test(lower) ? 'repeats' : 'sequence' };
  return { level: levelOf(bits), tip: bits >= STRONG_BITS ? 'good' : 'length' };
}

const levelOf = (bits: number): StrengthLevel => (bits >= STRONG_BITS ? 'strong' : bits >= FAIR_BITS ? 'fair' : 'weak');

/** How many characters follow from the one before: the same again, or the next or previous in order. */
function predictable(text: string): number {
  const codes = [...text].map((character) => character.codePointAt(0) ?? 0);
  return codes.filter((code, index) => index > 0 && Math.abs(code - (codes[index - 1] ?? 0)) <= 1).length;
}

function alphabet(text: string): number {
  const kinds: readonly (readonly [RegExp, number])[] = [
    [/[a-z]/, 26],
    [/[A-Z]/, 26],
    [/[0-9]/, 10],
    [/[^a-zA-Z0-9]/, 20],
  ];
  return Math.max(
    2,
    kinds.reduce((sum, [pattern, size]) => sum + (pattern.test(text) ? size : 0), 0),
  );
}
