const formats = new Map<string, Intl.ListFormat>();

/** Names one after the other as a language lists them: “a, b, c” or “a、b、c”. */
export function list(names: readonly string[], locale: string): string {
  const format = formats.get(locale) ?? new Intl.ListFormat(locale, { type: 'conjunction', style: 'narrow' });
  formats.set(locale, format);
  return format.format(names);
}
