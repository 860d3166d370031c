/**
 * A link with its scheme, as far as it goes, and whom it leads to: user and port stand around the host (RFC 3986, section 3.2). It begins where
 * no scheme is under way, and a name where no name is, so that no text is read twice.
 */
const LINK = /(?<![a-z0-9+.-])[a-z0-9+.-]+:\/\/([^\s/?#\\<>()"'|,;]*)[^\s\\<>()"'|,;]*/giu;

/** A name that mail programs make a link of by themselves, also behind the @ of an address. */
const NAME = /(?<![\p{L}\p{N}-]|[\p{L}\p{N}-]\.)[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)*\.\p{L}{2,}(?![\p{L}\p{N}])/gu;

const hostOf = (authority: string): string => (authority.split('@').at(-1) ?? '').replace(/:\d*$/u, '');

/** Every host that a mail program would lead the reader of a text to. */
export function hostsIn(text: string): string[] {
  const linked = [...text.matchAll(LINK)].map(([, authority = '']) => hostOf(authority));
  const named = [...text.replace(LINK, ' ').matchAll(NAME)].map(([name]) => name);
  return [...linked, ...named];
}

/**
 * The first place in a text that a mail program would lead its reader to and that is none of ours: a letter from support is what customers
 * believe, whoever wrote it.
 * @param hosts where it may lead, with their subdomains
 * @returns the host, or null when the text leads nowhere else
 */
export function strangeHost(text: string, hosts: readonly string[]): string | null {
  const ours = hosts.map((host) => host.toLowerCase());
  const isOurs = (host: string) => ours.some((own) => host.toLowerCase() === own || host.toLowerCase().endsWith(`.${own}`));
  return hostsIn(text).find((host) => !isOurs(host)) ?? null;
}
