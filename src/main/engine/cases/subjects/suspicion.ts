import { hash } from 'node:crypto';
import type { CaseVerdict, Label } from '../../../../shared/vocabulary/index.ts';
import { outcomeOfVerdict } from '../../../../shared/vocabulary/index.ts';
import type { ReadTx, WriteTx } from '../../../store/store.ts';
import type { StaffActor } from '../../actor.ts';
import type { Engine } from '../../engine.ts';
import { PortcullisError } from '../../errors.ts';
import { holdsOfCase } from '../../holds/store.ts';
import { labelAs } from '../../tuning/labels/label.ts';
import { endCase } from '../close.ts';
import type { StoredCase } from '../store.ts';
import { OVERDUE, type SubjectHandler, type SubjectView } from './subject.ts';

const labels: Readonly<Partial<Record<CaseVerdict, Label>>> = { confirm: 'fraud', dismiss: 'legitimate' };

/** What the decider saw: the case itself and the holds that hang on it. */
export async function caseContent(tx: ReadTx, found: StoredCase): Promise<{ readonly hash: string; readonly holds: number }> {
  const holds = await tx.all(holdsOfCase, { caseId: found.id });
  const content = ['portcullis-case-v1', found.id, found.kind, found.title, found.data, found.operation_id, holds.map(({ id }) => id)];
  return { hash: hash('sha256', JSON.stringify(content), 'hex'), holds: holds.length };
}

/** @throws PortcullisError `conflict` (`content_changed`) */
export async function requireSeen(tx: ReadTx, found: StoredCase, contentHash: string): Promise<void> {
  if (contentHash === (await caseContent(tx, found)).hash) return;
  throw new PortcullisError('conflict', 'The case is not what you read; read it again.', { reason: 'content_changed' });
}

export async function viewOfCase(tx: ReadTx, found: StoredCase): Promise<SubjectView> {
  const { hash: contentHash, holds } = await caseContent(tx, found);
  return { contentHash, own: false, facts: [{ name: 'waitingHolds', value: String(holds) }] };
}

/** RT-08: what staff found out about the operation teaches the rules. */
async function label(tx: WriteTx, engine: Engine, actor: StaffActor, found: StoredCase, verdict: CaseVerdict): Promise<void> {
  const value = labels[verdict];
  const { operation_id: operationId } = found;
  if (value === undefined || operationId === null) return;
  const knownAt = engine.clock.now();
  await labelAs(tx, engine, found.account_id, { operationId, label: value, source: 'staff', knownAt, actor, reason: `case ${found.id}` });
}

/** An account under suspicion: confirmed, its holds run on until the case is opened again and dismissed; dismissed, they end (WH-01). */
export const suspicionSubject: SubjectHandler = {
  view: (tx, _engine, _actor, found) => viewOfCase(tx, found),
  check: (tx, _engine, _actor, found, { contentHash }) => requireSeen(tx, found, contentHash),
  async apply(tx, engine, actor, found, { verdict, reason, contentHash }) {
    await requireSeen(tx, found, contentHash);
    await label(tx, engine, actor, found, verdict);
    await endCase(tx, engine, actor, found.id, { outcome: outcomeOfVerdict[verdict], reason, keepHolds: verdict === 'confirm' });
    return { kind: 'done' };
  },
  async refuseOverdue(tx, engine, actor, found) {
    await endCase(tx, engine, actor, found.id, { outcome: 'confirmed', reason: OVERDUE, keepHolds: true });
  },
};
