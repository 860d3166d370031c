/** What the platform and device ids of the API look like; see `externalId` in the vocabulary. */
const ALLOWED = /^[A-Za-z0-9][A-Za-z0-9._:@-]{0,63}$/u;
const PREFIX = 'esc:';
const LONGEST = 64;

/**
 * The id under which an account or device of a file is kept. An id that the API would accept stays as it is. Any other, and any that begins
 * with `esc:`, becomes `esc:` and its text with every byte outside `A-Z a-z 0-9 . : @ -` written as `_` and two hexadecimal digits:
 * `~ops team` is kept as `esc:_7eops_20team`. No two texts share an id, and the original can be read back.
 * @returns null when the text is empty or its id would be longer than 64 characters
 */
export function externalIdOf(text: string): string | null {
  if (text === '') return null;
  if (ALLOWED.test(text) && !text.startsWith(PREFIX)) return text;
  const escaped = PREFIX + [...Buffer.from(text, 'utf8')].map(escapeByte).join('');
  return escaped.length > LONGEST ? null : escaped;
}

function escapeByte(byte: number): string {
  const character = String.fromCharCode(byte);
  return /[A-Za-z0-9.:@-]/u.test(character) ? character : `_${byte.toString(16).padStart(2, '0')}`;
}
