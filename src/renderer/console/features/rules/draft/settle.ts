import type { PartChange } from '../../../../../shared/contract/console/tuning.ts';
import type { MatrixAnswer, PolicyMatrix } from '../../../../../shared/contract/policy.ts';
import { operationKinds, type PolicyKind, riskBands } from '../../../../../shared/vocabulary/index.ts';
import { withAnswer } from '../kinds/matrix.ts';
import type { Content, Contents } from '../policy.ts';

/** A list of parts with one of them as it is elsewhere: in its place, at the end, or gone. */
function withPart<Part extends { readonly id: string }>(parts: readonly Part[], id: string, after: unknown): Part[] {
  if (after === null || after === undefined) return parts.filter((part) => part.id !== id);
  const other = after as Part;
  return parts.some((part) => part.id === id) ? parts.map((part) => (part.id === id ? other : part)) : [...parts, other];
}

function withRow(matrix: PolicyMatrix, part: string, after: unknown): PolicyMatrix {
  const kind = operationKinds.find((one) => part === `row:${one}`);
  if (kind === undefined) return { ...matrix, [part]: after };
  const answers = after as Readonly<Record<string, MatrixAnswer | undefined>>;
  return riskBands.reduce((next, band) => {
    const answer = answers[band];
    return answer === undefined ? next : withAnswer(next, [kind], band, answer);
  }, matrix);
}

function withChange(kind: PolicyKind, content: Content, { part, after }: PartChange): Content {
  switch (kind) {
    case 'rules':
      return { rules: withPart((content as Contents['rules']).rules, part, after) };
    case 'lists':
      return { lists: withPart((content as Contents['lists']).lists, part, after) };
    case 'matrix':
      return withRow(content as Contents['matrix'], part, after);
    case 'thresholds':
      return { ...(content as Contents['thresholds']), [part]: after };
  }
}

/**
 * A draft brought up to what is live (RT-03): what live alone changed is taken over, and of what both changed those parts that somebody chose.
 * @param moved what live has changed since the draft began
 * @param theirs the parts of which live's side is kept
 */
export function settled(
  kind: PolicyKind,
  draft: Content,
  moved: readonly PartChange[],
  conflicts: readonly string[],
  theirs: ReadonlySet<string>,
): Content {
  return moved
    .filter(({ part }) => !conflicts.includes(part) || theirs.has(part))
    .reduce((content, change) => withChange(kind, content, change), draft);
}
