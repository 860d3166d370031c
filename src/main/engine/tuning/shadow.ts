import type { DraftDetail } from '../../../shared/contract/console/tuning.ts';
import { requirePermission, type StaffActor } from '../actor.ts';
import { appendAudit } from '../audit/append.ts';
import { announce } from '../changes.ts';
import type { Engine } from '../engine.ts';
import { conflict } from '../errors.ts';
import { requireSound } from './contents.ts';
import { onDraft } from './drafts.ts';
import { noteDraft, requireRead } from './transition.ts';

/**
 * Starts or ends a shadow run (RT-06): from then on every decision also keeps the signals that the candidate reads, and its report grows with
 * them. The candidate itself is evaluated beside the decisions' road, so that it can neither change one nor slow it.
 * @throws PortcullisError `forbidden`, `not_found`, `conflict`, `step_refused`
 */
export async function shadowDraft(
  engine: Engine,
  actor: StaffActor,
  input: { readonly id: string; readonly contentHash: string; readonly running: boolean },
): Promise<DraftDetail> {
  requirePermission(actor, 'rules.draft');
  const detail = await onDraft(engine, input.id, actor, async (tx, draft) => {
    requireRead(draft, input.contentHash);
    if (!['tested', 'in_review', 'approved'].includes(draft.status)) {
      throw conflict(`The draft is ${draft.status}; its tests must have passed.`, { status: draft.status });
    }
    if (input.running === (draft.shadowSince !== null)) {
      throw conflict(input.running ? 'The draft runs in shadow already.' : 'The draft does not run in shadow.', { status: draft.status });
    }
    if (input.running) await requireSound(tx, draft.kind, draft.parsed, true);
    const shadowSince = input.running ? engine.clock.now() : null;
    await noteDraft(tx, engine, draft, { shadowSince });
    await appendAudit(tx, engine, {
      actor,
      action: input.running ? 'policy_draft.shadow_started' : 'policy_draft.shadow_ended',
      subject: { kind: 'policy_draft', id: draft.id },
      changes: [{ field: 'shadowSince', old: draft.shadowSince, new: shadowSince }],
    });
    announce(tx, engine, { topic: 'policy', id: draft.kind, data: { action: 'shadow' } });
  });
  await engine.policy.reload();
  return detail;
}
