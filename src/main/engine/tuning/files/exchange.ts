import { listsSchema, matrixSchema, ruleSetSchema, thresholdsSchema } from '../../../../shared/contract/policy.ts';
import type { RuleFile } from '../../../../shared/contract/rule-file.ts';
import { type PolicyKind, type Role, rolePermissions } from '../../../../shared/vocabulary/index.ts';
import type { ReadTx, WriteTx } from '../../../store/store.ts';
import type { SystemActor } from '../../actor.ts';
import type { Engine } from '../../engine.ts';
import { forbidden, notFound } from '../../errors.ts';
import { enqueue } from '../../outbox/enqueue.ts';
import { staffByEmail } from '../../staff/store.ts';
import { hashContent, openContent, readLive } from '../contents.ts';
import { beginDraft } from '../drafts.ts';
import { draftsOf, versionById } from '../store.ts';
import { loadDraft } from '../transition.ts';

/** What else of a workspace goes into a file beside its rules. */
export type FilePart = 'lists' | 'thresholds' | 'matrix';

const part = async (tx: ReadTx, kind: PolicyKind): Promise<unknown> => (await readLive(tx, kind)).parsed;

/**
 * The rules of a workspace for a file: what is live, an older version, or a draft.
 * @throws PortcullisError `not_found`
 */
export async function exportRules(
  engine: Engine,
  {
    version,
    draftId,
    parts,
  }: { readonly version?: number | undefined; readonly draftId?: string | undefined; readonly parts: readonly FilePart[] },
): Promise<Omit<RuleFile, 'format'>> {
  return engine.store.read(async (tx) => ({
    rules: ruleSetSchema.parse(await rulesOf(tx, version, draftId)).rules,
    ...(parts.includes('lists') ? { lists: listsSchema.parse(await part(tx, 'lists')).lists } : {}),
    ...(parts.includes('thresholds') ? { thresholds: thresholdsSchema.parse(await part(tx, 'thresholds')) } : {}),
    ...(parts.includes('matrix') ? { matrix: matrixSchema.parse(await part(tx, 'matrix')) } : {}),
  }));
}

async function rulesOf(tx: ReadTx, version: number | undefined, draftId: string | undefined): Promise<unknown> {
  if (draftId !== undefined) {
    const draft = await loadDraft(tx, draftId);
    if (draft.kind !== 'rules') throw notFound('draft of rules');
    return draft.parsed;
  }
  if (version === undefined) return part(tx, 'rules');
  const row = await tx.first(versionById, { kind: 'rules', version });
  if (row === undefined) throw notFound('version');
  return openContent(row);
}

/** What became of one part of a file. */
export interface ImportedPart {
  readonly kind: PolicyKind;
  /** `unchanged`: it is live already. `waiting`: an open draft says the same. */
  readonly result: 'drafted' | 'unchanged' | 'waiting';
  readonly draftId: string | null;
}

/**
 * Makes drafts of what a file says, which go the way of all drafts: nothing of it decides before another person has approved it (RT-04).
 * Doing it again changes nothing. The person whom it names hears of it by mail: a command line proves nobody's identity.
 * @param author who stands for the file and therefore cannot approve it, by mail address
 * @throws PortcullisError `not_found` when nobody has that address, `forbidden` when they may not draft rules
 */
export async function importRules(
  engine: Engine,
  actor: SystemActor,
  { file, author, name }: { readonly file: RuleFile; readonly author: string; readonly name: string },
): Promise<readonly ImportedPart[]> {
  const { rules, lists, thresholds, matrix } = file;
  const contents = new Map<PolicyKind, unknown>([['rules', { rules }]]);
  if (lists !== undefined) contents.set('lists', { lists });
  if (thresholds !== undefined) contents.set('thresholds', thresholds);
  if (matrix !== undefined) contents.set('matrix', matrix);
  return engine.store.write(async (tx) => {
    const staff = await tx.first(staffByEmail, { email: author.trim().toLowerCase() });
    if (staff === undefined || staff.status !== 'active') throw notFound(`active member of staff ${author}`);
    if (!rolePermissions[staff.role as Role].includes('rules.draft')) throw forbidden('rules.draft');
    const done: ImportedPart[] = [];
    for (const [kind, content] of contents) {
      const known = await sameAs(tx, kind, hashContent(content).hash);
      if (known !== undefined) done.push(known);
      else {
        const draftId = await beginDraft(tx, engine, { actor, author: staff.id }, { kind, name, content, reason: 'imported from a file' });
        done.push({ kind, result: 'drafted', draftId });
      }
    }
    const drafted = done.flatMap(({ kind, result }) => (result === 'drafted' ? [kind] : []));
    if (drafted.length > 0) {
      await enqueue(tx, engine, { channel: 'mail', topic: 'policy.drafted_for', payload: { to: staff.email, name, kinds: drafted } });
    }
    return done;
  });
}

async function sameAs(tx: WriteTx, kind: PolicyKind, hash: string): Promise<ImportedPart | undefined> {
  if ((await readLive(tx, kind)).contentHash === hash) return { kind, result: 'unchanged', draftId: null };
  const waiting = (await draftsOf(tx, { kind, open: true })).find(({ contentHash }) => contentHash === hash);
  return waiting === undefined ? undefined : { kind, result: 'waiting', draftId: waiting.id };
}
