/** What an app may do for a customer whose log-in does not work; clients map the code to words of their own. */
export const guidanceCodes = [
  'update_app',
  'check_permissions',
  'restart_and_clear_cache',
  'change_network',
  'contact_support',
  'do_everything_in_app',
] as const;
export type GuidanceCode = (typeof guidanceCodes)[number];

export interface Guidance {
  readonly code: GuidanceCode;
  readonly text: string;
}

/** The ladder of ND-07, one rung a failure. */
const ladder: readonly Guidance[] = [
  { code: 'update_app', text: 'Update the app to its newest version.' },
  { code: 'check_permissions', text: 'Allow the app to use the camera and your photos.' },
  { code: 'restart_and_clear_cache', text: 'Restart your phone and clear the app’s cache.' },
  { code: 'change_network', text: 'Change the network, for example from Wi-Fi to mobile data, and log in again.' },
  {
    code: 'contact_support',
    text: 'Write to support from the e-mail address that is bound to your account, with photos of both sides of your identity document.',
  },
];

/** The advice when code or face came from another network than the log-in (ND-05). */
export const otherNetworkAdvice: Guidance = {
  code: 'do_everything_in_app',
  text: 'This came from another network than the log-in. Do everything in the app, on one network, and begin again.',
};

/** Compares versions such as 3.41.0 by their numbers; what is missing counts as 0. */
export function isOlder(version: string, minimum: string): boolean {
  const numbers = (text: string) => text.split('.').map(Number);
  const [ours, theirs] = [numbers(version), numbers(minimum)];
  for (let index = 0; index < Math.max(ours.length, theirs.length); index += 1) {
    const difference = (ours[index] ?? 0) - (theirs[index] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}

/**
 * What to try, the newest advice last (ND-07). Each failure adds a rung; an app older than its minimum is told to update before anything
 * failed; one known to be new enough is not told to.
 * @param failures wrong answers and ended log-ins of this device.
 * @param app what the client said of itself, and the oldest version that works; empty or absent where unknown.
 */
export function guidanceFor(failures: number, app: { readonly version: string | null; readonly minimum: string }): Guidance[] {
  const known = app.version !== null && /^\d+(\.\d+)*$/.test(app.version) && app.minimum !== '';
  const outdated = known && isOlder(app.version ?? '', app.minimum);
  const climbed = ladder.slice(0, Math.max(failures, outdated ? 1 : 0));
  return known && !outdated ? climbed.filter(({ code }) => code !== 'update_app') : climbed;
}

/** From here on the ladder ends at support. */
export const failuresUntilSupport = ladder.length;
