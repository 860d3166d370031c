import { z } from 'zod';
import type { Engine } from '../engine.ts';
import type { Sealer } from '../sealing.ts';
import { allHeads, insertCheckpoint, lastCheckpoint } from './store.ts';

/** The text that is signed, and kept to the letter: `heads` are chain, seq and hash; `previous` is the signature before this one. */
const checkpointTextSchema = z.strictObject({
  at: z.int(),
  previous: z.string().nullable(),
  heads: z.array(z.tuple([z.int(), z.int(), z.string()])),
});
export type CheckpointText = z.infer<typeof checkpointTextSchema>;

export interface StoredCheckpoint {
  readonly id: number;
  readonly at: number;
  readonly text: string;
  readonly keyId: string;
  readonly signature: string;
}

/** What a checkpoint says, once its signature is good; otherwise why it is not. */
export function openCheckpoint(
  sealer: Sealer,
  checkpoint: StoredCheckpoint,
  previous: string | null,
): { readonly said: CheckpointText } | { readonly why: string } {
  if (!sealer.verify(checkpoint.text, checkpoint.keyId, checkpoint.signature)) {
    return { why: `Checkpoint ${checkpoint.id} does not bear the signature of a known key.` };
  }
  const said = checkpointTextSchema.parse(JSON.parse(checkpoint.text));
  if (said.previous !== previous)
    return { why: `Checkpoint ${checkpoint.id} does not follow the one before it: one was deleted or moved.` };
  return { said };
}

/**
 * Signs the heads of all chains (AU-01). What a checkpoint vouches for cannot be rewritten by somebody who has the database but not the
 * root key; and since each goes to the operators' log too, neither can the checkpoints be deleted unseen by who keeps that log elsewhere.
 * @returns the new checkpoint's id, or null when nothing was written since the last
 */
export async function checkpointAudit(engine: Engine): Promise<number | null> {
  const at = engine.clock.now();
  const made = await engine.store.write(async (tx) => {
    const heads = await tx.all(allHeads, {});
    const last = await tx.first(lastCheckpoint, {});
    const before = last === undefined ? [] : checkpointTextSchema.parse(JSON.parse(last.text)).heads;
    const shrunk = before.find(([chain, seq]) => (heads.find((head) => head.chain === chain)?.seq ?? 0) < seq);
    if (shrunk !== undefined) return { shrunk: shrunk[0] };
    const said: CheckpointText = {
      at,
      previous: last?.signature ?? null,
      heads: heads.map((head) => [head.chain, head.seq, head.hash]),
    };
    if (JSON.stringify(said.heads) === JSON.stringify(before)) return null;
    const text = JSON.stringify(said);
    const { keyId, signature } = engine.sealer.sign(text);
    const [row] = await tx.returning(insertCheckpoint, { at, text, keyId, signature });
    return { id: row?.id ?? 0, text, keyId, signature };
  });
  if (made === null) return null;
  if ('shrunk' in made) {
    engine.log.error(
      { chain: made.shrunk },
      'An audit chain is shorter than when it was last signed; nothing was signed. Verify the audit trail',
    );
    return null;
  }
  engine.log.info({ checkpoint: made.id, text: made.text, keyId: made.keyId, signature: made.signature }, 'Audit checkpoint signed');
  return made.id;
}
