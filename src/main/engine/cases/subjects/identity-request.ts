import { notFound } from '../../errors.ts';
import { boundElsewhere, conflictsIn } from '../../identity/request.ts';
import { decideRequest, requireDecidable } from '../../identity/requests.ts';
import { reportReuse } from '../../identity/reuse.ts';
import { approveRequest, DOCUMENT_LEVEL, documentOf, rejectRequest } from '../../identity/settle.ts';
import { requestById } from '../../identity/store.ts';
import { OVERDUE, type SubjectHandler, subjectIdOf, type Verdict } from './subject.ts';

const asRequest = (id: string, { verdict, reason, contentHash }: Verdict) => ({
  id,
  verdict: verdict === 'approve' ? ('approve' as const) : ('reject' as const),
  reason,
  contentHash,
});

const IN_USE = 'The document serves another account by now; a case of suspicious activity was opened on both.';

/** FV-03: new identity data, approved by one person or by two. */
export const identityRequestSubject: SubjectHandler = {
  async view(tx, engine, actor, found) {
    const request = await tx.first(requestById, { id: subjectIdOf(found) });
    if (request === undefined) throw notFound('identity request');
    const conflicts = conflictsIn(request);
    return {
      contentHash: request.contentHash,
      own: request.firstApprover === actor.staffId,
      facts: [
        { name: 'request', value: request.kind },
        { name: 'risk', value: request.risk },
        { name: 'conflicts', value: conflicts.map(({ code }) => code).join(', ') },
        { name: 'needsSecond', value: String(request.risk === 'high' && engine.settings.get('identity.fourEyes')) },
      ],
    };
  },
  async check(tx, engine, actor, found, verdict) {
    await requireDecidable(tx, engine, actor, asRequest(subjectIdOf(found), verdict));
  },
  async apply(tx, engine, actor, found, verdict) {
    const status = await decideRequest(tx, engine, actor, asRequest(subjectIdOf(found), verdict));
    if (status === null) return { kind: 'refused', problem: IN_USE };
    return status === 'awaiting_second' ? { kind: 'awaiting_second' } : { kind: 'done' };
  },
  async refuseOverdue(tx, engine, actor, found) {
    const request = await tx.first(requestById, { id: subjectIdOf(found) });
    if (request !== undefined) await rejectRequest(tx, engine, actor, request, OVERDUE);
  },
  async approveOverdue(tx, engine, actor, found) {
    const request = await tx.first(requestById, { id: subjectIdOf(found) });
    if (request?.status !== 'open' || request.risk !== 'low') return false;
    // Nothing spoke against it when it came; since then the document may have been bound to another account (ND-11).
    const other = await boundElsewhere(tx, (await documentOf(tx, request)).numberHash, request.accountId);
    if (other !== null) {
      await reportReuse(tx, engine, actor, request.accountId, other);
      return false;
    }
    await approveRequest(tx, engine, actor, request, DOCUMENT_LEVEL, 'Approved at its deadline: nothing spoke against it');
    return true;
  },
};
