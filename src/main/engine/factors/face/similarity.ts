/** How far apart two embeddings may be for the scale to reach from 1 to 0; what the model's authors chose, so that their figures compare. */
const SCALE = 25;
const NEAREST = 0.2;
const FARTHEST = 0.8;

/**
 * How similar two faces are by their embeddings: 1 for the same picture, about 0.3 for two strangers.
 * @throws RangeError when they are of different models
 */
export function similarity(a: Float32Array, b: Float32Array): number {
  if (a.length !== b.length || a.length === 0) throw new RangeError('Embeddings of different lengths cannot be compared');
  let sum = 0;
  for (let index = 0; index < a.length; index += 1) sum += ((a[index] ?? 0) - (b[index] ?? 0)) ** 2;
  const similar = (1 - Math.sqrt(SCALE * sum) / 100 - NEAREST) / (FARTHEST - NEAREST);
  return Math.max(0, Math.min(1, similar));
}

/** The middle of several embeddings of one person, which is steadier than any of them. */
export function meanEmbedding(embeddings: readonly Float32Array[]): Float32Array {
  const first = embeddings[0];
  if (first === undefined) throw new RangeError('There is no embedding to take the mean of');
  const mean = new Float32Array(first.length);
  for (const embedding of embeddings)
    for (const [index, value] of embedding.entries()) mean[index] = (mean[index] ?? 0) + value / embeddings.length;
  return mean;
}

/** @throws RangeError when the bytes are no template of this model */
export function embeddingOf(template: Uint8Array): Float32Array {
  if (template.byteLength === 0 || template.byteLength % Float32Array.BYTES_PER_ELEMENT !== 0) throw new RangeError('Not a face template');
  return new Float32Array(Uint8Array.from(template).buffer);
}

export const templateOf = (embedding: Float32Array): Uint8Array => new Uint8Array(Float32Array.from(embedding).buffer);
