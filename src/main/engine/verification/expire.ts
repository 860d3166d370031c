import type { Engine } from '../engine.ts';
import { expireOperations } from '../operations/finish.ts';
import { expireRequests } from './answer.ts';

/**
 * Ends every request, step-up and review whose time has run out (TD-16, CQ-03). Safe to run on several servers at once: each move is a
 * compare-and-set.
 * @returns how many it ended.
 */
export async function expireDue(engine: Engine): Promise<number> {
  const limit = 100;
  let ended = 0;
  for (;;) {
    const requests = await expireRequests(engine, limit);
    const operations = await expireOperations(engine, limit);
    ended += requests + operations;
    if (requests < limit && operations < limit) return ended;
  }
}
