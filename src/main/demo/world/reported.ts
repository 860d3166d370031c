import { Dice } from './dice.ts';
import { type DemoDestination, newDestination } from './money.ts';

const WALLETS = 14;

/** Wallets that other customers' money went to before the demo's history begins, the same for the same seed. */
export function reportedWallets(seed: string): DemoDestination[] {
  const dice = new Dice(`${seed}/reported`);
  return Array.from({ length: WALLETS }, () => newDestination(dice));
}
