import ipaddr from 'ipaddr.js';
import { networkOf } from '../operations/client-facts.ts';

/** How near two addresses must be: the same one, or one /24 (IPv6: /48). */
export type Nearness = 'address' | 'prefix';

/** Whether two addresses are on the same network (ND-05); an IPv4-mapped IPv6 address counts as the IPv4 one. Pure. */
export function sameNetwork(a: string, b: string, nearness: Nearness): boolean {
  if (nearness === 'prefix') return networkOf(a) === networkOf(b);
  return ipaddr.process(a).toNormalizedString() === ipaddr.process(b).toNormalizedString();
}
