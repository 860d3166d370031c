import { hash } from 'node:crypto';
import type { ReadTx } from '../../../store/store.ts';
import { notFound, PortcullisError } from '../../errors.ts';
import { denyOverdueReview, requireReviewable, settleReview } from '../../operations/finish.ts';
import { decisionByOperation, operationById } from '../../operations/store.ts';
import { labelAs } from '../../tuning/labels/label.ts';
import { type SubjectHandler, subjectIdOf } from './subject.ts';

/** The operation as it is signed, and the decision that sent it to review. */
async function contentHash(tx: ReadTx, operationId: string): Promise<string> {
  const operation = await tx.first(operationById, { id: operationId });
  const decision = await tx.first(decisionByOperation, { operationId });
  return hash('sha256', JSON.stringify(['portcullis-review-v1', operationId, operation?.canonical_hash, decision?.id]), 'hex');
}

/** An operation in review. */
export const operationSubject: SubjectHandler = {
  async view(tx, _engine, _actor, found) {
    const id = subjectIdOf(found);
    const operation = await tx.first(operationById, { id });
    const decision = await tx.first(decisionByOperation, { operationId: id });
    if (operation === undefined || decision === undefined) throw notFound('operation');
    const amount = [operation.amount, operation.asset].filter((part) => part !== null).join(' ');
    return {
      contentHash: await contentHash(tx, id),
      own: false,
      facts: [
        { name: 'operation', value: operation.kind },
        ...(amount === '' ? [] : [{ name: 'amount', value: amount }]),
        { name: 'score', value: String(decision.score) },
        { name: 'band', value: decision.band },
        ...(operation.country === null ? [] : [{ name: 'country', value: operation.country }]),
        { name: 'operationStatus', value: operation.status },
      ],
    };
  },
  async check(tx, engine, _actor, found, verdict) {
    const id = subjectIdOf(found);
    await requireReviewable(tx, engine, id);
    if (verdict.contentHash !== (await contentHash(tx, id))) {
      throw new PortcullisError('conflict', 'The operation is not what you read; read it again.', { reason: 'content_changed' });
    }
  },
  async apply(tx, engine, actor, found, verdict) {
    await this.check(tx, engine, actor, found, verdict);
    const operationId = subjectIdOf(found);
    const approved = verdict.verdict === 'approve';
    await settleReview(tx, engine, actor, { operationId, verdict: approved ? 'authorize' : 'deny', reason: verdict.reason });
    // RT-08: what a person found teaches the rules; a denial by the clock does not.
    await labelAs(tx, engine, found.account_id, {
      operationId,
      label: approved ? 'legitimate' : 'fraud',
      source: 'staff',
      knownAt: engine.clock.now(),
      actor,
      reason: `case ${found.id}`,
    });
    return { kind: 'done' };
  },
  refuseOverdue: (tx, engine, actor, found) => denyOverdueReview(tx, engine, actor, subjectIdOf(found)),
};
