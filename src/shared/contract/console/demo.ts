import { z } from 'zod';
import { base } from '../common.ts';
import { scenarios } from './scenarios.ts';

/** The demo workspace: its simulated traffic, and the two clients on which a person can be a customer. */
export const demo = {
  clients: base.output(
    z.object({
      exchange: z.url().nullable().describe('Where the exchange’s site is opened; null until it has started'),
      phone: z.url().nullable().describe('Where its phone app is opened'),
    }),
  ),
  traffic: base.output(z.object({ running: z.boolean(), operationsPerMinute: z.number() })),
  setTraffic: base
    .input(z.strictObject({ running: z.boolean() }))
    .output(z.object({ running: z.boolean(), operationsPerMinute: z.number() })),
  scenarios,
};
