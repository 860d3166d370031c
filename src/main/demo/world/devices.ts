import type { ClientKind } from '../../../shared/vocabulary/index.ts';
import type { Dice } from './dice.ts';

/** A phone or browser of a simulated customer. */
export interface DemoDevice {
  readonly id: string;
  readonly client: ClientKind;
  readonly name: string;
  readonly os: string;
  readonly appVersion: string | null;
  readonly userAgent: string;
}

interface Model {
  readonly client: 'ios' | 'android' | 'web';
  readonly name: string;
  readonly os: string;
  readonly userAgent: string;
}

const app = '8.14.2';

const phone = (client: 'ios' | 'android', name: string, os: string): Model => ({
  client,
  name,
  os,
  userAgent:
    client === 'ios'
      ? `ExchangeApp/${app} (${name}; ${os}) CFNetwork/1568.200.51 Darwin/24.1.0`
      : `ExchangeApp/${app} (Linux; ${os}; ${name})`,
});

const phones: readonly Model[] = [
  phone('ios', 'iPhone 15', 'iOS 18.5'),
  phone('ios', 'iPhone 16 Pro', 'iOS 18.6'),
  phone('ios', 'iPhone 13 mini', 'iOS 17.7'),
  phone('ios', 'iPhone SE', 'iOS 18.3'),
  phone('android', 'Pixel 8', 'Android 15'),
  phone('android', 'Galaxy S24', 'Android 15'),
  phone('android', 'Galaxy A54', 'Android 14'),
  phone('android', 'Redmi Note 13', 'Android 14'),
  phone('android', 'OnePlus 12', 'Android 15'),
];

const windows = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64)';
const mac = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)';
const linux = 'Mozilla/5.0 (X11; Linux x86_64)';
const chrome = 'AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36';

const browsers: readonly Model[] = [
  { client: 'web', name: 'Chrome on Windows', os: 'Windows 11', userAgent: `${windows} ${chrome}` },
  { client: 'web', name: 'Edge on Windows', os: 'Windows 11', userAgent: `${windows} ${chrome} Edg/142.0.0.0` },
  {
    client: 'web',
    name: 'Firefox on Windows',
    os: 'Windows 10',
    userAgent: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:144.0) Gecko/20100101 Firefox/144.0',
  },
  { client: 'web', name: 'Chrome on macOS', os: 'macOS 15', userAgent: `${mac} ${chrome}` },
  {
    client: 'web',
    name: 'Safari on macOS',
    os: 'macOS 15',
    userAgent: `${mac} AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15`,
  },
  {
    client: 'web',
    name: 'Firefox on Linux',
    os: 'Linux',
    userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0',
  },
  { client: 'web', name: 'Chrome on Linux', os: 'Linux', userAgent: `${linux} ${chrome}` },
];

const deviceOf = (dice: Dice, model: Model): DemoDevice => ({
  ...model,
  id: `dev-${dice.text('0123456789abcdef', 16)}`,
  appVersion: model.client === 'web' ? null : app,
});

export const newPhone = (dice: Dice): DemoDevice => deviceOf(dice, dice.pick(phones));
export const newBrowser = (dice: Dice): DemoDevice => deviceOf(dice, dice.pick(browsers));

/** What a script that tries passwords says it is. */
export const scriptedUserAgents = ['python-requests/2.32.3', 'Go-http-client/2.0', 'curl/8.9.1'] as const;
