import { openStore } from '../../../src/main/store/open.ts';
import { insertSetting, setting } from './statements.ts';

/** Run by durability.test.ts: writes until it is killed. Argument: the workspace. */
const store = await openStore({ workspace: process.argv[2] ?? '' });

let next = 0;
async function writer(): Promise<never> {
  for (;;) {
    next += 1;
    const pair = `${process.pid}-${next}`;
    await store.write(async (tx) => {
      await tx.run(insertSetting, setting(`${pair} left`));
      await tx.run(insertSetting, setting(`${pair} right`));
    });
    process.stdout.write(`${pair}\n`);
  }
}

await Promise.all(Array.from({ length: 8 }, writer));
