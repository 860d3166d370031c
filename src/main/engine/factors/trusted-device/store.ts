import { command } from '../../../store/prepared.ts';
import { statesBefore } from '../../machine.ts';
import { factorMoves } from '../machine.ts';

/** TD-21: a device that comes back is as young as a new one (TD-07). */
export const restoreSuspended = command<{ id: string; now: number }>()((db, p) =>
  db
    .updateTable('factors')
    .set({ status: 'active', activated_at: p('now') })
    .where('id', '=', p('id'))
    .where('status', 'in', statesBefore(factorMoves, 'restore')),
);
