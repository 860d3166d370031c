import { outcomeOfVerdict } from '../../../../shared/vocabulary/index.ts';
import { endCase } from '../close.ts';
import { OVERDUE, type SubjectHandler } from './subject.ts';
import { requireSeen, viewOfCase } from './suspicion.ts';

/** Work that somebody does elsewhere and reports here as done, or as not to be done. */
export const taskSubject: SubjectHandler = {
  view: (tx, _engine, _actor, found) => viewOfCase(tx, found),
  check: (tx, _engine, _actor, found, { contentHash }) => requireSeen(tx, found, contentHash),
  async apply(tx, engine, actor, found, { verdict, reason, contentHash }) {
    await requireSeen(tx, found, contentHash);
    await endCase(tx, engine, actor, found.id, { outcome: outcomeOfVerdict[verdict], reason });
    return { kind: 'done' };
  },
  async refuseOverdue(tx, engine, actor, found) {
    await endCase(tx, engine, actor, found.id, { outcome: 'denied', reason: OVERDUE });
  },
};
