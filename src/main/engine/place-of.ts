import ipaddr from 'ipaddr.js';

/**
 * What counts as one place wherever attempts, log-ins and connections are counted: the desktop app, an IPv4 address, or an IPv6 /64, the
 * least that one customer of an access network or a hoster gets (RFC 6177).
 */
export function placeOf(address: string | null): string {
  if (address === null) return 'local';
  const ip = parsed(address);
  if (ip === null) return address;
  if (ip instanceof ipaddr.IPv4) return ip.toString();
  return `${ipaddr.fromByteArray([...ip.toByteArray().slice(0, 8), ...new Array<number>(8).fill(0)]).toString()}/64`;
}

/** Parsed once: asking first whether it can be costs as much again, on the decision path. */
function parsed(address: string) {
  try {
    return ipaddr.process(address);
  } catch {
    return null;
  }
}
