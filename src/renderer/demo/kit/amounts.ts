/** A decimal string for people, with the locale's separators; nothing is rounded away. */
export function amountText(decimal: string): string {
  const [whole = '0', fraction] = decimal.split('.');
  const grouped = BigInt(whole).toLocaleString('en');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

/** A value in the reference currency. */
export const valueText = (decimal: string): string => Number(decimal).toLocaleString('en', { style: 'currency', currency: 'USD' });
