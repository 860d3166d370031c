import { maskEmail, maskPhone } from '../accounts/masking.ts';

const masks: Readonly<Record<string, (text: string) => string>> = { email_change: maskEmail, phone_change: maskPhone };

/**
 * ST-03: the text of an operation as staff read it. The customer and the trusted device see the new address or number of a changed contact
 * in full; it is personal data like the one it replaces.
 */
export function textForStaff(kind: string, canonicalText: string): string {
  if (kind !== 'security_setting_change') return canonicalText;
  const lines = canonicalText.split('\n');
  const setting = lines.find((line) => line.startsWith('setting: '))?.slice('setting: '.length);
  const mask = setting === undefined ? undefined : masks[setting];
  if (mask === undefined) return canonicalText;
  return lines.map((line) => (line.startsWith('value: ') ? `value: ${mask(line.slice('value: '.length))}` : line)).join('\n');
}
