import type { MatrixAnswer, PolicyMatrix } from '../../../../../shared/contract/policy.ts';
import type { OperationKind, RiskBand } from '../../../../../shared/vocabulary/index.ts';

type Row = PolicyMatrix['rows'][number];

const rowOf = (matrix: PolicyMatrix, kind: OperationKind): Row | undefined => matrix.rows.find(({ kinds }) => kinds.includes(kind));

export const answerAt = (matrix: PolicyMatrix, kind: OperationKind, band: RiskBand): MatrixAnswer =>
  rowOf(matrix, kind)?.answers[band] ?? { outcome: 'deny' };

/** The matrix with another answer for some operations in one band. Operations that are answered alike share a row. */
export function withAnswer(matrix: PolicyMatrix, kinds: readonly OperationKind[], band: RiskBand, answer: MatrixAnswer): PolicyMatrix {
  const rows = new Map<string, { kinds: OperationKind[]; answers: Row['answers'] }>();
  for (const row of matrix.rows) {
    for (const kind of row.kinds) {
      const answers = kinds.includes(kind) ? { ...row.answers, [band]: answer } : row.answers;
      const key = JSON.stringify(answers);
      const same = rows.get(key) ?? { kinds: [], answers };
      same.kinds.push(kind);
      rows.set(key, same);
    }
  }
  return { ...matrix, rows: [...rows.values()] };
}
