import { Watched } from '../../../ui/watched.ts';

/** What kind of phone this is; a native app's session is one of `ios` or `android` (TD-04). */
export type System = 'ios' | 'android';

const STORED_AT = 'phone.system';
const kept = localStorage.getItem(STORED_AT);
const guessed: System = /android/i.test(navigator.userAgent) ? 'android' : 'ios';

export const system = new Watched<System>(kept === 'ios' || kept === 'android' ? kept : guessed);
system.watch(() => localStorage.setItem(STORED_AT, system.get()));

const facts = {
  ios: { name: 'Northgate on iPhone', os: 'iOS 26', appVersion: '5.2.0' },
  android: { name: 'Northgate on Android', os: 'Android 16', appVersion: '5.2.0' },
} as const;

/** What the app says of the phone at a log-in, and the name that the trusted device gets. */
export const describe = (what: System) => facts[what];
