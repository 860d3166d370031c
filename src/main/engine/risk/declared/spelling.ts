import ipaddr from 'ipaddr.js';
import type { ListSubject } from '../../../../shared/vocabulary/index.ts';

/**
 * Where money goes, in one spelling. Those who send choose between several that mean the same place: account numbers in groups or not (ISO
 * 13616), hexadecimal in either case (EIP-55) and with leading zeros or without, Bech32 and CashAddr in capitals (BIP-173), mail addresses,
 * and a scheme in front with what it allows around an address (BIP-21, EIP-681). What is written in both cases otherwise, as Base58, stays:
 * there each letter counts.
 */
export function destinationSpelling(text: string): string {
  const gapless = text.replace(/\s+/gu, '');
  const packed = /^[A-Za-z][A-Za-z0-9]*:(?:pay-(?=0[xX]))?([^?].*)$/u.exec(gapless)?.[1]?.replace(/\?.*$/u, '') ?? gapless;
  const number = /^0[xX]0*([0-9a-fA-F]+)(?:@[0-9]+)?$/u.exec(packed)?.[1];
  if (number !== undefined) return `0x${number.toLowerCase()}`;
  const caseCounts = packed !== packed.toUpperCase() && !packed.includes('@') && !/^[0-9a-fA-F]{40,}$/u.test(packed);
  return caseCounts ? packed : packed.toLowerCase();
}

/** An IP address in one spelling; an IPv4 address wrapped in IPv6 is the IPv4 one. */
const addressSpelling = (text: string): string => (ipaddr.isValid(text) ? ipaddr.process(text).toString() : text);

export type Spelling = (text: string) => string;

/** How entries of lists and what is looked up are made comparable where their sender chooses a spelling; null for what is compared as it is. */
export const spellingOf = (subject: ListSubject): Spelling | null =>
  subject === 'destination' ? destinationSpelling : subject === 'address' ? addressSpelling : null;
