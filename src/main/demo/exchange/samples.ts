import type { Books } from './books.ts';
import { newId } from './context.ts';
import { welcome } from './money.ts';
import { hashPassword } from './password.ts';
import type { PlatformClient } from './portcullis.ts';

/** Customers that are there from the start, so that nobody has to register to look around. */
export const sampleCustomers = [
  {
    name: 'Nora Feldmann',
    email: 'nora@northgate.example',
    phone: '+4915550000101',
    country: 'DE',
    password: 'correct horse battery',
    verified: false,
    about: 'E-mail and phone are bound; every guided step is still ahead.',
  },
  {
    name: 'Inés Rubio',
    email: 'ines@northgate.example',
    phone: null,
    country: 'ES',
    password: 'correct horse battery',
    verified: false,
    about: 'Has an e-mail address only.',
  },
  {
    name: 'Theo Okafor',
    email: 'theo@northgate.example',
    phone: '+447700900199',
    country: 'GB',
    password: 'correct horse battery',
    verified: true,
    about: 'Verified by another provider: a log-in from a new device waits for a person, in the console.',
  },
] as const;

/** Opens the sample customers' accounts where they are missing. */
export async function openSamples(books: Books, platform: PlatformClient): Promise<void> {
  for (const { name, email, phone, country, password, verified } of sampleCustomers) {
    if (books.userByEmail(email) !== undefined) continue;
    const accountId = newId('NG').replaceAll('_', '-');
    await platform.accounts.put({ id: accountId, kind: 'main', name, email, country, ...(phone === null ? {} : { phone }) });
    if (verified) await platform.accounts.recordVerification({ id: accountId, status: 'verified', level: 2, faceEnrolled: true });
    books.addUser({
      accountId,
      name,
      email,
      phone,
      country,
      passwordHash: await hashPassword(password),
      reachedAt: [email, ...(phone === null ? [] : [phone])],
      balances: { ...welcome },
      addresses: [
        { id: newId('adr'), label: 'Cold wallet', asset: 'BTC', address: 'bc1q9h0yjdupyfpxfjg24rpx755xrplvzd9hz2nj7v', network: 'Bitcoin' },
        { id: newId('adr'), label: 'Broker', asset: 'USDT', address: 'TQn9Y2khEsLJW1ChVWFMSMeRDow5KcbLSE', network: 'Tron' },
      ],
      apiKeys: [],
      movements: [],
    });
  }
}
