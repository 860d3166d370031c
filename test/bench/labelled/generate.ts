import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Dice } from '../../../src/main/demo/world/dice.ts';

const day = 86_400_000;
const begin = Date.parse('2018-04-01T00:00:00Z');
const dayCount = 42;

interface Size {
  readonly customers: number;
  readonly terminals: number;
}

/**
 * Payments of the shape of the Fraud Detection Handbook's: customers with amounts of their own at a few terminals near them, some amounts that
 * nobody honest pays, terminals taken over for 28 days, cards stolen for 14 days with a third of their amounts five times as high.
 */
export function* makePayments(seed: string, { customers, terminals }: Size): Generator<string> {
  const dice = new Dice(seed);
  const people = Array.from({ length: customers }, (_, id) => ({
    id,
    mean: 5 + dice.next() * 95,
    perDay: dice.next() * 4,
    near: Array.from({ length: 6 }, () => dice.between(0, terminals - 1)),
  }));
  const takenOver = new Map<number, number>();
  const stolen = new Map<number, number>();
  let number = 0;
  for (let today = 0; today < dayCount; today++) {
    for (let i = 0; i < Math.max(1, terminals / 5_000); i++) takenOver.set(dice.between(0, terminals - 1), today + 28);
    for (let i = 0; i < Math.max(1, customers / 1_700); i++) stolen.set(dice.between(0, customers - 1), today + 14);
    const payments: { readonly at: number; readonly row: string }[] = [];
    for (const { id, mean, perDay, near } of people) {
      const count = Math.floor(perDay + dice.next());
      for (let k = 0; k < count; k++) {
        const at = begin + today * day + Math.floor(dice.next() * day);
        const terminal = dice.pick(near);
        let amount = Math.max(1, mean + (dice.next() + dice.next() + dice.next() - 1.5) * mean * 0.6);
        let scenario = 0;
        if (dice.chance(0.0005)) [amount, scenario] = [221 + dice.next() * 300, 1];
        if ((takenOver.get(terminal) ?? 0) > today) scenario = 2;
        if ((stolen.get(id) ?? 0) > today && dice.chance(1 / 3)) [amount, scenario] = [amount * 5, 3];
        const time = new Date(at).toISOString().slice(0, 19).replace('T', ' ');
        payments.push({ at, row: `${time},${id},${terminal},${amount.toFixed(2)},${scenario === 0 ? 0 : 1},${scenario}` });
      }
    }
    for (const { row } of payments.sort((a, b) => a.at - b.at)) yield `${number++},${row}`;
  }
}

/** Writes generated payments as a file. */
export async function writePayments(
  seed: string,
  size: Size = { customers: 600, terminals: 1_000 },
): Promise<{ readonly path: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'portcullis-payments-'));
  const path = join(folder, 'payments.csv');
  const head = 'TRANSACTION_ID,TX_DATETIME,CUSTOMER_ID,TERMINAL_ID,TX_AMOUNT,TX_FRAUD,TX_FRAUD_SCENARIO';
  await writeFile(path, `${[head, ...makePayments(seed, size)].join('\n')}\n`);
  return { path, remove: () => rm(folder, { recursive: true, force: true }) };
}
