import { choice, day, duration, hour, text } from './kinds.ts';

const download = (os: string) =>
  text({
    default: '',
    pattern: /^$|^https:\/\/[^\s\p{Cc}]{1,300}$/u,
    hint: 'an https address, or nothing',
    meaning: `Where customers get the platform’s app for ${os}; nothing where there is none.`,
    requirement: 'ND-12',
  });

const minimum = (os: string) =>
  text({
    default: '',
    pattern: /^$|^\d{1,6}(\.\d{1,6}){0,3}$/u,
    hint: 'a version such as 3.41.0, or nothing',
    meaning: `The oldest version of the app for ${os} that new-device log-ins work with; nothing accepts all.`,
    requirement: 'ND-07',
  });

/** Log-ins from new devices. */
export const deviceSettings = {
  'device.inactiveAfter': duration({
    default: 30 * day,
    min: day,
    max: 365 * day,
    meaning: 'A device without a log-in for this long counts as new again.',
    requirement: 'ND-01',
  }),
  'device.recentWindow': duration({
    default: 7 * day,
    min: hour,
    max: 90 * day,
    meaning: 'How recently an app device must have logged in to be asked about a log-in on the web.',
    requirement: 'ND-04',
  }),
  'device.sameNetwork': choice({
    default: 'prefix',
    choices: ['address', 'prefix'],
    meaning: 'Whether the steps of one log-in must share the exact address or its /24 (IPv6: /48) network.',
    requirement: 'ND-05',
  }),
  'device.guidanceWindow': duration({
    default: day,
    min: hour,
    max: 30 * day,
    meaning: 'The time over which failed log-ins of one device are counted for the guidance that the customer gets.',
    requirement: 'ND-07',
  }),
  'app.downloadIos': download('iOS'),
  'app.downloadAndroid': download('Android'),
  'app.minVersionIos': minimum('iOS'),
  'app.minVersionAndroid': minimum('Android'),
} as const;
