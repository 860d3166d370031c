/**
 * ST-03: how personal data looks to whoever has not revealed it. One value always masks to the same text, so that people can tell two
 * customers apart; the dots are always three, so that no length shows.
 */

const DOTS = '•••';

const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });

/** Below it stand no marks that join the letter before them. */
const FIRST_MARK = 0x300;
const ASCII = 0x80;

/** What a person would call the first letter, even where it takes several code points. Lists mask hundreds of texts, most of them plain. */
function firstCharacter(text: string): string {
  const [first, second] = [text.charCodeAt(0), text.charCodeAt(1)];
  if (first > 0x20 && first < ASCII && !(second >= FIRST_MARK)) return text.charAt(0);
  return graphemes.segment(text).containing(0)?.segment ?? '';
}

/** `Anna Maria Weiss` → `A••• M••• W•••` */
export function maskName(name: string): string {
  return name
    .split(/\s+/u)
    .filter((word) => word !== '')
    .map((word) => `${firstCharacter(word)}${DOTS}`)
    .join(' ');
}

/** `anna@example.com` → `a•••@e•••.com` */
export function maskEmail(email: string): string {
  const at = email.lastIndexOf('@');
  if (at === -1) return `${firstCharacter(email)}${DOTS}`;
  const domain = email.slice(at + 1);
  const dot = domain.lastIndexOf('.');
  const topLevel = dot === -1 ? '' : domain.slice(dot);
  return `${firstCharacter(email.slice(0, at))}${DOTS}@${firstCharacter(domain)}${DOTS}${topLevel}`;
}

/** `+491701234567` → `+49•••67`; a number too short to hide in shows its end only. */
export function maskPhone(phone: string): string {
  const shortest = 10;
  return phone.length < shortest ? `+${DOTS}${phone.slice(-2)}` : `${phone.slice(0, 3)}${DOTS}${phone.slice(-2)}`;
}

/** Masks what is there and leaves out what is not. */
export const masked = (mask: (text: string) => string, text: string | null): string | null => (text === null ? null : mask(text));
