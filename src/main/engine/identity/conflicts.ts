import type { IdentityConflict } from '../../../shared/vocabulary/index.ts';
import { type DocumentData, sameName } from './documents.ts';

/** One finding that speaks against a request, with what staff need to judge it. No personal data: it is stored in clear. */
export interface Conflict {
  readonly code: IdentityConflict;
  /** The other account, for a document that is there too. */
  readonly accountId?: string;
  /** Similarity of the faces, 0 to 1. */
  readonly score?: number;
}

export interface ConflictFacts {
  readonly before: DocumentData | null;
  /** The name the platform has for the account, where no document says it. */
  readonly accountName: string | null;
  readonly after: DocumentData;
  readonly elsewhere: readonly { readonly accountId: string; readonly status: string }[];
  /** Similarity of the new photo with the old document's and with the enrolled face; null where there is nothing to compare. */
  readonly faces: { readonly document: number | null; readonly enrolled: number | null };
  readonly needsFace: boolean;
  readonly sameFrom: number;
}

/** FV-03: what staff see beside old and new data. Pure. */
export function conflictsOf(facts: ConflictFacts): Conflict[] {
  const conflicts: Conflict[] = facts.elsewhere.map(({ accountId, status }) => ({
    code: status === 'bound' ? 'document_on_another_account' : 'document_requested_elsewhere',
    accountId,
  }));
  const name = facts.before?.name ?? facts.accountName;
  if (name !== null && !sameName(name, facts.after.name)) conflicts.push({ code: 'name_mismatch' });
  if (facts.before !== null && facts.before.birthDate !== facts.after.birthDate) conflicts.push({ code: 'birth_date_mismatch' });
  const scores = [facts.faces.document, facts.faces.enrolled].filter((score) => score !== null);
  const least = scores.length === 0 ? null : Math.min(...scores);
  if (least !== null && least < facts.sameFrom) conflicts.push({ code: 'face_mismatch', score: Math.round(least * 100) / 100 });
  if (least === null && facts.needsFace) conflicts.push({ code: 'face_not_compared' });
  return conflicts;
}
