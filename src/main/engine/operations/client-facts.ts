import Bowser from 'bowser';
import ipaddr from 'ipaddr.js';
import { remembering } from '../remembering.ts';

interface UserAgentFacts {
  readonly browser: string | null;
  readonly os: string | null;
}

const nothing: UserAgentFacts = { browser: null, os: null };

const parseUserAgent = remembering(5_000, (userAgent): UserAgentFacts => {
  const { browser, os } = Bowser.parse(userAgent);
  return { browser: browser.name || null, os: os.name || null };
});

/** Browser and operating system that a User-Agent header names, without versions, so that an update is not a new browser. */
export const userAgentFacts = (userAgent: string | undefined): UserAgentFacts =>
  userAgent === undefined || userAgent === '' ? nothing : parseUserAgent(userAgent);

/**
 * The /24 of an IPv4 address or the /48 of an IPv6 one (ND-05); an IPv4-mapped IPv6 address counts as the IPv4 one.
 * @throws Error when it is not an address
 */
export const networkOf = remembering(10_000, (address): string => {
  const ip = ipaddr.process(address);
  const bits = ip.kind() === 'ipv4' ? 24 : 48;
  const bytes = ip.toByteArray().map((byte, index) => (index * 8 < bits ? byte : 0));
  return `${ipaddr.fromByteArray(bytes).toString()}/${bits}`;
});
