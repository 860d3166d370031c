import { assessRisk } from '../../recovery/assess.ts';
import { giveApproval, requireApprovable } from '../../recovery/review.ts';
import { moveTo, targetsOf } from '../../recovery/transition.ts';
import { factsOf, loadReset, standingApprovals } from '../../recovery/view.ts';
import { OVERDUE, type SubjectHandler, subjectIdOf } from './subject.ts';

/** RC-01 to RC-05: a device reset, whose effect waits for its delay once it is approved. */
export const deviceResetSubject: SubjectHandler = {
  async view(tx, engine, actor, found) {
    const reset = await loadReset(tx, subjectIdOf(found));
    const { risk } = assessRisk(await factsOf(tx, engine, reset));
    const approved = (await standingApprovals(tx, reset)).some(({ staffId }) => staffId === actor.staffId);
    return {
      contentHash: reset.content_hash,
      own: approved || reset.author === actor.staffId || reset.requested_by === actor.staffId,
      facts: [
        {
          name: 'targets',
          value: targetsOf(reset)
            .map(({ target }) => target)
            .join(', '),
        },
        { name: 'source', value: reset.source },
        { name: 'risk', value: risk },
        { name: 'resetStatus', value: reset.status },
      ],
    };
  },
  async claimed(tx, engine, actor, found) {
    const reset = await loadReset(tx, subjectIdOf(found));
    if (reset.status === 'requested' && engine.clock.now() < reset.expires_at) await moveTo(tx, engine, actor, reset, 'take_up', null);
  },
  async check(tx, engine, actor, found, { verdict, contentHash }) {
    const reset = await loadReset(tx, subjectIdOf(found));
    if (verdict === 'approve') await requireApprovable(tx, engine, actor, reset, contentHash);
  },
  async apply(tx, engine, actor, found, { verdict, contentHash, reason }) {
    const reset = await loadReset(tx, subjectIdOf(found));
    if (verdict !== 'approve') {
      await moveTo(tx, engine, actor, reset, 'deny', reason);
      return { kind: 'done' };
    }
    const last = await giveApproval(tx, engine, actor, reset, { contentHash, reason });
    return { kind: last ? 'done' : 'awaiting_second' };
  },
  async refuseOverdue(tx, engine, actor, found) {
    await moveTo(tx, engine, actor, await loadReset(tx, subjectIdOf(found)), 'expire', OVERDUE);
  },
};
