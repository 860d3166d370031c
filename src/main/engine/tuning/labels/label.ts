import type { OperationLabels } from '../../../../shared/contract/console/labels.ts';
import type { Label, LabelSource, OperationId } from '../../../../shared/vocabulary/index.ts';
import type { ReadTx, WriteTx } from '../../../store/store.ts';
import { type Actor, actorId, requirePermission, type StaffActor } from '../../actor.ts';
import { appendAudit } from '../../audit/append.ts';
import { announce } from '../../changes.ts';
import type { Engine } from '../../engine.ts';
import { conflict, notFound } from '../../errors.ts';
import { type KnownLabel, lastWord } from './last-word.ts';
import { accountOfOperation, insertLabelEvent, labelEventsOf, labelsOf, putLabel, takeLabel } from './store.ts';

/** What somebody says of an operation's outcome. */
export interface LabelInput {
  readonly operationId: string;
  /** Null takes back what the source said before. */
  readonly label: Label | null;
  readonly source: LabelSource;
  /** When it became known, epoch ms; never in the future. */
  readonly knownAt: number;
  readonly actor: Actor;
  readonly reason?: string | undefined;
}

/**
 * Writes a label down in place of what the same source said before, and keeps both for reports of an earlier day (RT-08). Audits nothing:
 * for whoever audits a whole batch.
 * @param now when it is written down, epoch ms
 * @returns what the same source said before
 */
export async function writeLabel(tx: WriteTx, input: LabelInput, now: number): Promise<{ readonly before: KnownLabel | undefined }> {
  const { operationId, label, source, knownAt, actor, reason = null } = input;
  const known = await tx.all(labelsOf, { operationId });
  const before = known.find((one) => one.source === source);
  const others = known.filter((one) => one.source !== source);
  const after = label === null ? others : [...others, { label, source, knownAt, recordedAt: now }];
  if (label === null) await tx.run(takeLabel, { operationId, source });
  else await tx.run(putLabel, { operationId, label, source, knownAt, now });
  await tx.run(insertLabelEvent, {
    operationId,
    source,
    label,
    knownAt,
    now,
    byKind: actor.kind,
    byId: actorId(actor),
    reason,
    was: lastWord(known),
    becomes: lastWord(after),
  });
  return { before };
}

/** Writes down what an import says of an operation that it has just recorded: nobody can have spoken of it. @param now epoch ms */
export async function writeFirstLabel(tx: WriteTx, input: LabelInput & { readonly label: Label }, now: number): Promise<void> {
  const { operationId, label, source, knownAt, actor } = input;
  await tx.run(putLabel, { operationId, label, source, knownAt, now });
  const by = { byKind: actor.kind, byId: actorId(actor), reason: null };
  await tx.run(insertLabelEvent, { operationId, source, label, knownAt, now, ...by, was: null, becomes: label });
}

/**
 * Whether a source has said just that before, and it still stands. Said again after another source contradicted it, it is news.
 * @param knownAt epoch ms, where the source names a time
 */
export async function isSaidAlready(
  tx: ReadTx,
  { operationId, label, source }: Pick<LabelInput, 'operationId' | 'label' | 'source'>,
  knownAt?: number,
): Promise<boolean> {
  const known = await tx.all(labelsOf, { operationId });
  const said = known.find((one) => one.source === source);
  if (said === undefined || said.label !== label || lastWord(known) !== label) return false;
  return knownAt === undefined || knownAt === Number(said.knownAt);
}

/** Labels one operation, with its audit entry and the word to open consoles. */
export async function labelAs(tx: WriteTx, engine: Engine, accountId: string, input: LabelInput): Promise<void> {
  const now = engine.clock.now();
  const { before } = await writeLabel(tx, { ...input, knownAt: Math.min(now, input.knownAt) }, now);
  await appendAudit(tx, engine, {
    actor: input.actor,
    action: 'operation.labelled',
    accountId,
    subject: { kind: 'operation', id: input.operationId },
    reason: input.reason,
    changes: [
      { field: 'label', old: before?.label ?? null, new: input.label },
      { field: 'source', old: before === undefined ? null : input.source, new: input.source },
      { field: 'knownAt', old: before === undefined ? null : Number(before.knownAt), new: Math.min(now, input.knownAt) },
    ],
  });
  announce(tx, engine, { topic: 'operation', id: input.operationId, accountId, data: { label: input.label } });
}

/**
 * Takes back what staff said of an operation whose initiator failed to prove themselves, or whose owner denied it, when they took it for
 * honest (RT-08): a yes that somebody talked the desk into must not teach the rules that the theft was none.
 */
export async function takeBackTrust(
  tx: WriteTx,
  engine: Engine,
  actor: Actor,
  operation: { readonly id: string; readonly account_id: string },
  reason: string,
): Promise<void> {
  const said = (await tx.all(labelsOf, { operationId: operation.id })).find(({ source }) => source === 'staff');
  if (said?.label !== 'legitimate') return;
  const knownAt = engine.clock.now();
  await labelAs(tx, engine, operation.account_id, { operationId: operation.id, label: null, source: 'staff', knownAt, actor, reason });
}

const shownEvents = 50;

async function labelsShown(tx: ReadTx, operationId: string): Promise<OperationLabels> {
  const known = await tx.all(labelsOf, { operationId });
  const events = await tx.all(labelEventsOf, { operationId, limit: shownEvents });
  return {
    operationId: operationId as OperationId,
    label: lastWord(known),
    staffLabel: (known.find(({ source }) => source === 'staff')?.label ?? null) as Label | null,
    events: events.map(({ id, label, source, byName, byId, ...event }) => ({
      ...event,
      id: Number(id),
      label: label as Label | null,
      source: source as LabelSource,
      by: byName ?? byId,
    })),
  };
}

/** What is known of an operation's outcome, from whom and since when (RT-08). @throws PortcullisError `forbidden`, `not_found` */
export async function getLabels(engine: Engine, actor: StaffActor, operationId: string): Promise<OperationLabels> {
  requirePermission(actor, 'decisions.read');
  return engine.store.read(async (tx) => {
    if ((await tx.first(accountOfOperation, { id: operationId })) === undefined) throw notFound('operation');
    return labelsShown(tx, operationId);
  });
}

/**
 * Staff say what an operation turned out to be, or take it back; it feeds precision and recall (RT-08).
 * @throws PortcullisError `forbidden`, `not_found`, `conflict` when staff said the same before
 */
export async function labelByStaff(
  engine: Engine,
  actor: StaffActor,
  input: { readonly operationId: string; readonly label: Label | null; readonly reason: string },
): Promise<OperationLabels> {
  requirePermission(actor, 'reviews.decide');
  const { operationId, label, reason } = input;
  return engine.store.write(async (tx) => {
    const operation = await tx.first(accountOfOperation, { id: operationId });
    if (operation === undefined) throw notFound('operation');
    const before = (await tx.all(labelsOf, { operationId })).find(({ source }) => source === 'staff')?.label ?? null;
    if (before === label)
      throw conflict(label === null ? 'Staff have said nothing of it.' : 'Staff have said that already.', { label: before });
    await labelAs(tx, engine, operation.accountId, { operationId, label, source: 'staff', knownAt: engine.clock.now(), actor, reason });
    return labelsShown(tx, operationId);
  });
}
