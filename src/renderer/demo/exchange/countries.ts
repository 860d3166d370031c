/** Countries that the demo knows networks in. */
const codes = ['AE', 'AU', 'BR', 'DE', 'ES', 'FR', 'GB', 'IN', 'JP', 'NG', 'NL', 'PL', 'SG', 'US'] as const;

const names = new Intl.DisplayNames(['en'], { type: 'region' });

/** For a select: each country by its name. */
export const countryNames: { readonly value: string; readonly label: string }[] = codes.map((value) => ({
  value,
  label: names.of(value) ?? value,
}));
