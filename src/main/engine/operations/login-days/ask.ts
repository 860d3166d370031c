import type { OperationInput } from '../../../../shared/contract/operation.ts';
import type { WriteTx } from '../../../store/store.ts';
import type { Engine } from '../../engine.ts';
import { parseLogins } from '../../risk/login-model/history.ts';
import { type LoginScore, scoreLogin } from '../../risk/login-model/score.ts';
import type { SignalPlan } from '../../risk/signals/catalogue.ts';
import type { SignalContext } from '../../risk/signals/signal.ts';
import { populationAt, preparePopulation } from './population.ts';

/** What the log-in model says of an operation; null where it is no log-in, and where no rule reads it (RT-11). */
export function askLoginModel(
  engine: Engine,
  plan: SignalPlan,
  operation: SignalContext['operation'],
  logins: string | null,
  now: number,
): LoginScore | null {
  if (!plan.login || operation.kind !== 'login') return null;
  const { country = null, asn = null } = operation.place ?? {};
  return scoreLogin({ ...operation, at: now, country, asn }, parseLogins(logins), populationAt(engine, now));
}

/** Makes the model ready for a row of recorded history, as of the row's own time. */
export async function readyLoginModel(tx: WriteTx, engine: Engine, { accountId, kind }: OperationInput): Promise<void> {
  if (kind === 'login' && engine.policy.forAccount(accountId).plan(kind).login) await preparePopulation(tx, engine);
}
