import { seedDemo } from '../demo/seed.ts';
import type { Engine } from '../engine/engine.ts';
import { seedDemoStaff } from '../engine/staff/demo.ts';

/** Fills a new demo workspace: staff for one-click sign-in, customers and their history. What is there already stays. */
export async function prepareDemo(engine: Engine): Promise<void> {
  await seedDemoStaff(engine);
  if (await seedDemo(engine)) engine.log.info({}, 'the demo workspace was filled');
}
