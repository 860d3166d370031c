import { type CaseKind, caseKinds } from '../../../../shared/vocabulary/index.ts';

export const caseShows = ['open', 'mine', 'unclaimed', 'due_soon', 'overdue', 'watched', 'closed'] as const;
export type CaseShow = (typeof caseShows)[number];

/** What the address of the inbox says. */
export interface CaseSearch {
  readonly queue?: CaseKind | undefined;
  readonly list?: CaseShow | undefined;
  readonly account?: string | undefined;
}

export const readCaseSearch = ({ queue, list, account }: Record<string, unknown>): CaseSearch => ({
  queue: caseKinds.find((kind) => kind === queue),
  list: caseShows.find((each) => each === list && each !== 'open'),
  account: typeof account === 'string' || typeof account === 'number' ? String(account) : undefined,
});
