import type { Actor } from '../actor.ts';
import type { Engine } from '../engine.ts';
import { PortcullisError } from '../errors.ts';
import { appendAudit } from './append.ts';

/**
 * Runs a use-case for an actor and records it when it was not theirs to run (ST-01, AU-01): a refused attempt is the first trace of a stolen
 * session. The refusal stays what it was, even when recording fails.
 * @param useCase the procedure's name, such as `staff.create`
 * @throws whatever the use-case throws
 */
export async function auditDenials<T>(engine: Engine, actor: Actor, useCase: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof PortcullisError && error.code === 'forbidden') await recordDenial(engine, actor, useCase, error.message);
    throw error;
  }
}

/** The same for a stream, whose refusal comes with its first value. */
export async function* auditStreamDenials<T>(
  engine: Engine,
  actor: Actor,
  useCase: string,
  stream: AsyncIterable<T>,
): AsyncGenerator<T, void, undefined> {
  try {
    yield* stream;
  } catch (error) {
    if (error instanceof PortcullisError && error.code === 'forbidden') await recordDenial(engine, actor, useCase, error.message);
    throw error;
  }
}

async function recordDenial(engine: Engine, actor: Actor, useCase: string, why: string): Promise<void> {
  try {
    await engine.store.write((tx) =>
      appendAudit(tx, engine, {
        actor,
        action: 'access.denied',
        accountId: actor.kind === 'customer' ? actor.accountId : undefined,
        subject: { kind: 'use_case', id: useCase },
        reason: why,
      }),
    );
  } catch (error) {
    engine.log.error({ error, useCase }, 'A refused attempt could not be recorded');
  }
}
