import { afterEach, describe, expect, it } from 'vitest';
import { SeededRandom } from '../../support/ports.ts';
import { temporaryTarget } from '../../support/store.ts';
import { KillableProcess } from './killable.ts';
import { expectDecidedOnce, keep, nothingTold } from './working.ts';

const endings: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

describe('a process that is killed while agents work on cases', () => {
  it.each([
    { dialect: 'sqlite', on: 'SQLite', rounds: 4 },
    { dialect: 'postgres', on: 'PostgreSQL', rounds: 2 },
  ] as const)(
    'CQ-02 CQ-04 AU-01 carries out each acknowledged decision once on $on, and what was taken back not at all',
    async ({ dialect, rounds }) => {
      const random = new SeededRandom(`kill cases ${dialect}`);
      const { target, remove } = await temporaryTarget(dialect);
      endings.push(remove);
      const told = nothingTold();
      for (let round = 0; round < rounds; round += 1) {
        const running = new KillableProcess('./working-process.ts', target, round, keep(told));
        endings.push(() => running.kill());
        await running.until(20 + random.integer(100), random.integer(30));
        await running.kill();
        await expectDecidedOnce(target, told);
      }
      expect(told.decided.size).toBeGreaterThan(rounds);
      expect(told.undone.size).toBeGreaterThan(0);
    },
    180_000,
  );
});
