import { z } from 'zod';
import { base } from '../common.ts';

/** The simulated traffic of the demo workspace. */
export const demo = {
  traffic: base.output(z.object({ running: z.boolean(), operationsPerMinute: z.number() })),
  setTraffic: base
    .input(z.strictObject({ running: z.boolean() }))
    .output(z.object({ running: z.boolean(), operationsPerMinute: z.number() })),
};
