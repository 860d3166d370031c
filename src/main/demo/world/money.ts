import type { Dice } from './dice.ts';

/** What the simulated customers trade, with prices that only need to be plausible. */
const assets = {
  BTC: { price: 98_400, decimals: 8, network: 'Bitcoin', alphabet: '023456789acdefghjklmnpqrstuvwxyz', prefix: 'bc1q', length: 38 },
  ETH: { price: 3_720, decimals: 6, network: 'Ethereum', alphabet: '0123456789abcdef', prefix: '0x', length: 40 },
  USDT: {
    price: 1,
    decimals: 2,
    network: 'Tron',
    alphabet: '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz',
    prefix: 'T',
    length: 33,
  },
  USDC: { price: 1, decimals: 2, network: 'Ethereum', alphabet: '0123456789abcdef', prefix: '0x', length: 40 },
  SOL: {
    price: 214,
    decimals: 4,
    network: 'Solana',
    alphabet: '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz',
    prefix: '',
    length: 44,
  },
} as const;

export type DemoAsset = keyof typeof assets;

export interface DemoDestination {
  readonly asset: DemoAsset;
  readonly address: string;
  readonly network: string;
}

/** Where a person sends money: own wallets, a friend's, another exchange. */
export type DestinationBook = readonly DemoDestination[];

const assetWeights: Readonly<Record<DemoAsset, number>> = { USDT: 38, BTC: 24, ETH: 18, USDC: 12, SOL: 8 };

export function newDestination(dice: Dice, asset: DemoAsset = dice.weighted(assetWeights)): DemoDestination {
  const { prefix, alphabet, length, network } = assets[asset];
  return { asset, address: prefix + dice.text(alphabet, length), network };
}

export const newDestinations = (dice: Dice): DestinationBook => Array.from({ length: dice.between(1, 3) }, () => newDestination(dice));

/** The money fields of an operation over a value in the reference currency. */
export function moneyOf(value: number, destination: DemoDestination) {
  const { price, decimals } = assets[destination.asset];
  return {
    amount: (value / price).toFixed(decimals),
    asset: destination.asset,
    referenceValue: value.toFixed(2),
    destination: { address: destination.address, network: destination.network },
  };
}
