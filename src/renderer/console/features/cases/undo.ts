import type { CaseVerdict } from '../../../../shared/vocabulary/index.ts';
import { engineClock } from '../../../ui/clock.ts';
import { Watched } from '../../../ui/watched.ts';
import { client } from '../../connection/api.ts';

/** A decision of this window that has had no effect yet. */
export interface Undoable {
  readonly caseId: string;
  readonly title: string;
  readonly decisionId: string;
  readonly verdict: CaseVerdict;
  readonly at: number;
  readonly appliesAt: number;
}

/** The last one; an older one stays decided. */
export const undoable = new Watched<Undoable | null>(null);

let timer: ReturnType<typeof setTimeout> | undefined;

/** Offers to take a decision back for as long as the engine would. */
export function offerUndo(decision: Undoable): void {
  clearTimeout(timer);
  undoable.set(decision);
  timer = setTimeout(() => undoable.update((now) => (now === decision ? null : now)), Math.max(0, decision.appliesAt - engineClock.now()));
}

/** Takes it back. @throws the engine's refusal, when it was too late */
export async function undo({ caseId, decisionId }: Undoable): Promise<void> {
  clearTimeout(timer);
  undoable.set(null);
  await client.cases.undo({ id: caseId, decisionId });
}
