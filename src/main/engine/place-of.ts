import ipaddr from 'ipaddr.js';

/** What counts as one place where attempts and connections are counted: the desktop app, an IPv4 address, or an IPv6 /64. */
export function placeOf(address: string | null): string {
  if (address === null) return 'local';
  if (!ipaddr.isValid(address)) return address;
  const ip = ipaddr.process(address);
  if (ip instanceof ipaddr.IPv4) return ip.toString();
  return `${ipaddr.fromByteArray([...ip.toByteArray().slice(0, 8), ...new Array<number>(8).fill(0)]).toString()}/64`;
}
