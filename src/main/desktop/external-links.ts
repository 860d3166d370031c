/** Places on the web that the console's help texts point to. They open in the person's browser, never in our window. */
const EXTERNAL_ORIGINS: ReadonlySet<string> = new Set([
  'https://pages.nist.gov',
  'https://www.w3.org',
  'https://cel.dev',
  'https://www.standardwebhooks.com',
]);

/** Whether `shell.openExternal` may have this address: https and an origin of the list, without credentials in it. */
export function mayOpenExternally(address: string, allowed: ReadonlySet<string> = EXTERNAL_ORIGINS): boolean {
  if (!URL.canParse(address)) return false;
  const url = new URL(address);
  return url.protocol === 'https:' && url.username === '' && url.password === '' && allowed.has(url.origin);
}
