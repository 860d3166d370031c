import type { PolicyKind } from '../../../shared/vocabulary/index.ts';
import type { WriteTx } from '../../store/store.ts';
import { systemActor } from '../actor.ts';
import { appendAudit } from '../audit/append.ts';
import { announce } from '../changes.ts';
import type { Engine } from '../engine.ts';
import { move } from '../machine.ts';
import { enqueue } from '../outbox/enqueue.ts';
import { versionMoves } from './machine.ts';
import { addRolloutError, leadsToTell, moveVersion, versionById } from './store.ts';
import { loadDraft, noteDraft } from './transition.ts';

/**
 * Counts an error of a roll-out's candidate in the transaction of the decision that the live policy made instead (RT-07). After as many as
 * `rollout.maxErrors` the roll-out ends by itself, as loudly as an emergency: every risk lead gets a mail, every console a notice.
 * @param error.problem what went wrong, in words
 */
export async function countRolloutError(
  tx: WriteTx,
  engine: Engine,
  error: { readonly kind: PolicyKind; readonly version: number; readonly problem: string },
): Promise<void> {
  const { kind, version, problem } = error;
  if ((await tx.run(addRolloutError, { kind, version })) !== 1) return;
  const row = await tx.first(versionById, { kind, version });
  const errors = Number(row?.rolloutErrors ?? 0);
  engine.log.warn({ kind, version, errors, problem }, 'a roll-out’s candidate failed; the live policy decided');
  if (row === undefined || errors < engine.settings.get('rollout.maxErrors')) return;
  const to = move(versionMoves, 'version', 'rollout', 'withdraw');
  if ((await tx.run(moveVersion, { kind, version, from: 'rollout', to })) !== 1) return;
  if (row.draftId !== null) await noteDraft(tx, engine, await loadDraft(tx, row.draftId), { version: null });
  await appendAudit(tx, engine, {
    actor: systemActor('roll-out'),
    action: 'policy.rollout_stopped',
    subject: { kind: 'policy', id: kind },
    reason: problem,
    changes: [
      { field: 'version', old: version, new: null },
      { field: 'errors', old: null, new: errors },
    ],
  });
  announce(tx, engine, { topic: 'policy', id: kind, data: { action: 'rollout_stopped', version, emergency: false, stopped: true } });
  for (const { email } of await tx.all(leadsToTell, {})) {
    await enqueue(tx, engine, { channel: 'mail', topic: 'policy.rollout_stopped', payload: { to: email, kind, version, errors, problem } });
  }
}
