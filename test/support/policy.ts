import type { StaffActor } from '../../src/main/engine/actor.ts';
import { createDraft, editDraft, testDraft } from '../../src/main/engine/tuning/drafts.ts';
import { publishDraft } from '../../src/main/engine/tuning/publish.ts';
import { approveDraft, submitDraft } from '../../src/main/engine/tuning/review.ts';
import type { DraftDetail } from '../../src/shared/contract/console/tuning.ts';
import type { PolicyKind, StaffId } from '../../src/shared/vocabulary/index.ts';
import { staff } from './customers.ts';
import type { TestEngine } from './engine.ts';

const person = (role: StaffActor['role'], number: number): StaffActor => ({
  ...staff(role),
  staffId: `staff_${String(number).padStart(26, '0')}` as StaffId,
});

/** Who tunes in tests: one writes, two others may approve and publish. */
export const analyst = person('risk_analyst', 11);
export const secondAnalyst = person('risk_analyst', 12);
export const lead = person('risk_lead', 13);
export const secondLead = person('risk_lead', 14);

/** A draft of the analyst's with this content, tested and submitted. */
export async function submitted(engine: TestEngine, kind: PolicyKind, content: unknown): Promise<DraftDetail> {
  const made = await createDraft(engine, analyst, { kind, name: 'A test', content });
  const tested = await testDraft(engine, analyst, { id: made.draft.id, contentHash: made.draft.contentHash });
  return submitDraft(engine, analyst, { id: made.draft.id, contentHash: tested.draft.contentHash, comment: 'please look' });
}

/** The same, approved by a lead. */
export async function approved(engine: TestEngine, kind: PolicyKind, content: unknown): Promise<DraftDetail> {
  const { draft } = await submitted(engine, kind, content);
  return approveDraft(engine, lead, { id: draft.id, contentHash: draft.contentHash, comment: 'looks right' });
}

/** Makes a content live by the ordinary road. */
export async function publish(engine: TestEngine, kind: PolicyKind, content: unknown): Promise<DraftDetail> {
  const { draft } = await approved(engine, kind, content);
  return publishDraft(engine, lead, { id: draft.id, contentHash: draft.contentHash, reason: 'for the test' });
}

/** Writes another content into a draft. */
export const rewritten = (engine: TestEngine, actor: StaffActor, { draft }: DraftDetail, content: unknown): Promise<DraftDetail> =>
  editDraft(engine, actor, { id: draft.id, contentHash: draft.contentHash, content });
