import { randomUUID } from 'node:crypto';
import type { StaffActor } from '../../../src/main/engine/actor.ts';
import { applyDecisions } from '../../../src/main/engine/cases/apply.ts';
import { decideCase, undoDecision } from '../../../src/main/engine/cases/decide.ts';
import { PortcullisError } from '../../../src/main/engine/errors.ts';
import { hire, open, takeUp } from '../../support/cases.ts';
import { makeCustomer } from '../../support/customers.ts';
import { engineOfProcess, patiently, say } from './process.ts';
import { holdFor } from './working.ts';

/**
 * Run by kill-cases.test.ts: agents claim and decide cases, take some decisions back, and the job carries them out, until it is killed.
 * Prints what was acknowledged, after it was. Arguments: the store as JSON, and the engine's time to begin at.
 */
const [, startAt = ''] = process.argv.slice(2);
const engine = await engineOfProcess(process.argv.slice(2));

async function agentsDay(me: StaffActor, accountId: string): Promise<never> {
  for (let turn = 0; ; turn += 1) {
    const id = await patiently(() => open(engine, accountId, 'suspicious_activity', { cause: randomUUID() }));
    await patiently(() => holdFor(engine, accountId, id));
    const input = await patiently(() => takeUp(engine, me, id, turn % 2 === 0 ? 'dismiss' : 'confirm'));
    const { decision } = await patiently(() => decideCase(engine, me, input));
    say('decided', decision.id, id);
    if (turn % 5 !== 0) continue;
    try {
      await patiently(() => undoDecision(engine, me, { id, decisionId: decision.id }));
      say('undone', decision.id, id);
    } catch (error) {
      // The others' day moves the clock on: it can be too late.
      if (!(error instanceof PortcullisError)) throw error;
    }
  }
}

async function job(): Promise<never> {
  for (;;) {
    engine.clock.advance(Math.ceil(engine.settings.get('case.undo') / 3));
    const applied = await patiently(() => applyDecisions(engine, 20));
    if (applied > 0) say('applied', String(applied));
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

const people = await Promise.all([0, 1, 2, 3].map((i) => hire(engine, 'senior_agent', Math.floor(Number(startAt) / 86_400_000) + i)));
const customers = await Promise.all(people.map(() => makeCustomer(engine)));
say('ready');
try {
  await Promise.all([...people.map((me, i) => agentsDay(me, customers[i]?.id ?? '')), job(), job()]);
} catch (error) {
  say('ended', error instanceof Error ? error.message : String(error));
  process.exit(0);
}
