const UNKNOWNS = 8;

/** Where the outer edges of the cheeks are among the 468 landmarks; their distance is the width of the face. */
const LEFT_CHEEK = 234;
const RIGHT_CHEEK = 454;

type Points = readonly (readonly [number, number])[];

/** Landmarks about their own middle, in widths of the face, so that neither place nor size matters. */
function normalised(landmarks: Float32Array, width: number): Points {
  const count = landmarks.length / 2;
  let middleX = 0;
  let middleY = 0;
  for (let index = 0; index < count; index += 1) {
    middleX += (landmarks[2 * index] ?? 0) / count;
    middleY += (landmarks[2 * index + 1] ?? 0) / count;
  }
  return Array.from({ length: count }, (_, index) => [
    ((landmarks[2 * index] ?? 0) - middleX) / width,
    ((landmarks[2 * index + 1] ?? 0) - middleY) / width,
  ]);
}

/** Solves the normal equations in place by Gauss and Jordan. @returns null when they have no single solution */
function solve(matrix: Float64Array[], right: Float64Array): Float64Array | null {
  for (let column = 0; column < UNKNOWNS; column += 1) {
    let pivot = column;
    for (let row = column + 1; row < UNKNOWNS; row += 1) {
      if (Math.abs(matrix[row]?.[column] ?? 0) > Math.abs(matrix[pivot]?.[column] ?? 0)) pivot = row;
    }
    const pivotRow = matrix[pivot] as Float64Array;
    const divisor = pivotRow[column] ?? 0;
    if (Math.abs(divisor) < 1e-12) return null;
    matrix[pivot] = matrix[column] as Float64Array;
    matrix[column] = pivotRow;
    [right[column], right[pivot]] = [right[pivot] ?? 0, right[column] ?? 0];
    for (let row = 0; row < UNKNOWNS; row += 1) {
      if (row === column) continue;
      const target = matrix[row] as Float64Array;
      const factor = (target[column] ?? 0) / divisor;
      for (let each = column; each < UNKNOWNS; each += 1) target[each] = (target[each] ?? 0) - factor * (pivotRow[each] ?? 0);
      right[row] = (right[row] ?? 0) - factor * (right[column] ?? 0);
    }
  }
  return right.map((value, index) => value / (matrix[index]?.[index] ?? 1));
}

/**
 * How much of the way from one set of landmarks to another no flat picture could have gone.
 *
 * Whatever way a flat picture is moved or tilted before a camera, its points go by a homography. A head that turns is no plane: the nose
 * goes farther than the cheeks. So the homography that fits best is taken out (direct linear transform, least squares), and what remains
 * is the depth that showed.
 *
 * @returns root mean square of what remains, in widths of the face; 0 when nothing can be told
 */
export function depthBetween(from: Float32Array, to: Float32Array): number {
  const width = Math.abs((from[2 * RIGHT_CHEEK] ?? 0) - (from[2 * LEFT_CHEEK] ?? 0));
  if (from.length !== to.length || from.length < 2 * UNKNOWNS || !(width > 0)) return 0;
  const before = normalised(from, width);
  const after = normalised(to, width);
  const matrix = Array.from({ length: UNKNOWNS }, () => new Float64Array(UNKNOWNS));
  const right = new Float64Array(UNKNOWNS);
  const add = (row: readonly number[], value: number) => {
    for (const [i, a] of row.entries()) {
      right[i] = (right[i] ?? 0) + a * value;
      const target = matrix[i] as Float64Array;
      for (const [j, b] of row.entries()) target[j] = (target[j] ?? 0) + a * b;
    }
  };
  for (const [index, [x, y]] of before.entries()) {
    const [u, v] = after[index] ?? [0, 0];
    add([x, y, 1, 0, 0, 0, -u * x, -u * y], u);
    add([0, 0, 0, x, y, 1, -v * x, -v * y], v);
  }
  const solution = solve(matrix, right);
  if (solution === null) return 0;
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = solution;
  let sum = 0;
  for (const [index, [x, y]] of before.entries()) {
    const [u, v] = after[index] ?? [0, 0];
    const w = g * x + h * y + 1;
    sum += ((a * x + b * y + c) / w - u) ** 2 + ((d * x + e * y + f) / w - v) ** 2;
  }
  return Math.sqrt(sum / before.length);
}
