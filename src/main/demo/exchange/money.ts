const SCALE = 18;

/** A decimal string in units of 10⁻¹⁸. */
export function toUnits(decimal: string): bigint {
  const [whole = '0', fraction = ''] = decimal.split('.');
  return BigInt(whole + fraction.padEnd(SCALE, '0'));
}

/** The shortest decimal string of an amount that is not negative. */
export function fromUnits(units: bigint): string {
  const digits = units.toString().padStart(SCALE + 1, '0');
  const fraction = digits.slice(-SCALE).replace(/0+$/u, '');
  return fraction === '' ? digits.slice(0, -SCALE) : `${digits.slice(0, -SCALE)}.${fraction}`;
}

/** What an amount is worth, cut to cents. */
export function worthOf(amount: string, price: string): string {
  const cents = (toUnits(amount) * toUnits(price)) / 10n ** BigInt(2 * SCALE - 2);
  return `${cents / 100n}.${(cents % 100n).toString().padStart(2, '0')}`;
}

/** What the exchange deals in, with prices that only need to be plausible. */
export const assets = [
  { asset: 'BTC', name: 'Bitcoin', networks: ['Bitcoin', 'Lightning'], price: '98400' },
  { asset: 'ETH', name: 'Ether', networks: ['Ethereum', 'Arbitrum'], price: '3720' },
  { asset: 'USDT', name: 'Tether', networks: ['Tron', 'Ethereum'], price: '1' },
  { asset: 'SOL', name: 'Solana', networks: ['Solana'], price: '214' },
] as const;

export const priceOf = (asset: string): string => assets.find((each) => each.asset === asset)?.price ?? '0';

/** What a new customer finds in the account, so that there is something to withdraw. */
export const welcome = { BTC: '0.75', ETH: '12.4', USDT: '25000', SOL: '160' } as const;
