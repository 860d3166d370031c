import type { RiskLists } from '../../../shared/contract/policy.ts';
import { listsSchema } from '../../../shared/contract/policy.ts';
import { requirePermission, type StaffActor } from '../actor.ts';
import type { Engine } from '../engine.ts';
import type { SignalType } from '../risk/expression/catalogue.ts';
import { checkExpression } from '../risk/expression/check.ts';
import type { ExpressionError } from '../risk/expression/problems.ts';
import { catalogueWith, signals } from '../risk/signals/catalogue.ts';
import { readLive } from './contents.ts';

const liveLists = (engine: Engine): Promise<RiskLists> =>
  engine.store.read(async (tx) => listsSchema.parse((await readLive(tx, 'lists')).parsed));

/** Everything that a rule can name (RT-01, RT-02). @throws PortcullisError `forbidden` */
export async function getCatalogue(engine: Engine, actor: StaffActor) {
  requirePermission(actor, 'rules.read');
  const lists = await liveLists(engine);
  const { functions } = catalogueWith(lists);
  return {
    signals: signals.map(({ name, type, unit, meaning, source, evidence = false }) => ({ name, type, unit, meaning, source, evidence })),
    functions: [...functions.values()].map(({ name, returns, description = '' }) => ({ name, returns, description })),
    lists: lists.lists.map(({ id, name, holds, entries }) => ({ id, name, holds, entries: entries.length })),
  };
}

/** Checks a condition as somebody types it (RT-01). @throws PortcullisError `forbidden` */
export async function checkText(
  engine: Engine,
  actor: StaffActor,
  input: { readonly when: string },
): Promise<{ ok: boolean; type: SignalType | null; reads: string[]; errors: ExpressionError[] }> {
  requirePermission(actor, 'rules.read');
  const checked = checkExpression(input.when, catalogueWith(await liveLists(engine)));
  if (checked.ok) return { ok: true, type: checked.type, reads: [...checked.reads], errors: [] };
  return { ok: false, type: null, reads: [], errors: [...checked.errors] };
}
