import { acceptedTimeStep } from '../../totp.ts';
import { noteRight, noteWrong, requireUnlocked } from '../codes/guard.ts';
import type { StepMethod } from '../method.ts';
import { factorsOf, useTimeStep } from '../store.ts';

export const authenticatorContext = (factorId: string): string => `factor.authenticator:${factorId}`;

/** A code of the authenticator app (SI-02): each time step is accepted once, also under concurrent submits. */
export const authenticatorMethod: StepMethod = {
  kind: 'authenticator',
  async begin(tx, engine, _actor, { operation, ownerId, data }) {
    await requireUnlocked(tx, engine, { ownerId, item: 'authenticator', operation });
    return { prompt: null, sentTo: null, data };
  },
  async accept(tx, engine, { operation, ownerId }, { code }) {
    if (code === undefined) return null;
    const guess = { ownerId, item: 'authenticator', operation } as const;
    await requireUnlocked(tx, engine, guess);
    const [factor] = await tx.all(factorsOf, { accountId: ownerId, kind: 'authenticator', status: 'active' });
    if (factor === undefined || factor.secret_sealed === null) return null;
    const now = engine.clock.now();
    const secret = engine.sealer.openText(factor.secret_sealed, authenticatorContext(factor.id));
    const timeStep = acceptedTimeStep(secret, code, now, factor.last_time_step);
    if (timeStep === null || (await tx.run(useTimeStep, { id: factor.id, timeStep, now })) !== 1) {
      await noteWrong(tx, engine, guess);
      return null;
    }
    await noteRight(tx, engine, guess);
    return { factorId: factor.id };
  },
};
