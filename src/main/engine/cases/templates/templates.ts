import type { CaseTemplate } from '../../../../shared/contract/console/cases.ts';
import type { CaseKind, CaseTemplateId, TemplateKind } from '../../../../shared/vocabulary/index.ts';
import type { WriteTx } from '../../../store/store.ts';
import { requirePermission, type StaffActor } from '../../actor.ts';
import { type AuditChange, appendAudit } from '../../audit/append.ts';
import { announce } from '../../changes.ts';
import type { Engine } from '../../engine.ts';
import { conflict, notFound } from '../../errors.ts';
import { type Names, namesOf } from '../detail.ts';
import { requireKnownPlaceholders } from '../replies/guard.ts';
import { allTemplates, deleteTemplate, templateById, upsertTemplate } from './store.ts';

interface StoredTemplate {
  readonly id: string;
  readonly kind: string;
  readonly queue: string | null;
  readonly title: string;
  readonly text: string;
  readonly updatedAt: number;
  readonly updatedBy: string;
}

const present = (row: StoredTemplate, names: Names): CaseTemplate => ({
  ...row,
  id: row.id as CaseTemplateId,
  kind: row.kind as TemplateKind,
  queue: row.queue as CaseKind | null,
  updatedBy: names.get(row.updatedBy) ?? row.updatedBy,
});

/** What staff write again and again, kept once: reasons of decisions and replies to customers. @throws PortcullisError `forbidden` */
export async function listTemplates(engine: Engine, actor: StaffActor): Promise<{ readonly items: CaseTemplate[] }> {
  requirePermission(actor, 'cases.read');
  return engine.store.read(async (tx) => {
    const names = await namesOf(tx);
    return { items: (await tx.all(allTemplates, {})).map((row) => present(row, names)) };
  });
}

export interface TemplateInput {
  /** The one to change; a new one without. */
  readonly id?: CaseTemplateId | undefined;
  /** `updatedAt` of the version that was read; nothing is written over without it. */
  readonly seenAt?: number | undefined;
  readonly kind: TemplateKind;
  readonly queue: CaseKind | null;
  readonly title: string;
  readonly text: string;
}

/**
 * Adds a template, or changes one that is as it was read.
 * @throws PortcullisError `forbidden`, `not_found`, `conflict`, `invalid_input` for what nothing can fill in
 */
export async function saveTemplate(engine: Engine, actor: StaffActor, input: TemplateInput): Promise<CaseTemplate> {
  requirePermission(actor, 'cases.templates');
  requireKnownPlaceholders(input.text);
  return engine.store.write(async (tx) => {
    const before = input.id === undefined ? undefined : await tx.first(templateById, { id: input.id });
    if (input.id !== undefined && before === undefined) throw notFound('template');
    if (before !== undefined && before.updatedAt !== input.seenAt) {
      throw conflict('Somebody changed this template meanwhile; read it again.', { updatedAt: before.updatedAt });
    }
    const id = before?.id ?? engine.ids.next('caseTemplate');
    const { kind, queue, title, text } = input;
    // Two changes within one millisecond are two versions all the same.
    const now = Math.max(engine.clock.now(), (before?.updatedAt ?? 0) + 1);
    await tx.run(upsertTemplate, { id, kind, queue, title, text, by: actor.staffId, now });
    const changes = (['kind', 'queue', 'title', 'text'] as const).flatMap((field) =>
      before?.[field] === input[field] ? [] : [{ field, old: before?.[field] ?? null, new: input[field] }],
    );
    await recordTemplate(tx, engine, actor, id, before === undefined ? 'case_template.added' : 'case_template.changed', changes);
    const after = await tx.first(templateById, { id });
    if (after === undefined) throw new Error('A template that was just written is gone');
    return present(after, await namesOf(tx));
  });
}

/** @throws PortcullisError `forbidden`, `not_found` */
export async function removeTemplate(
  engine: Engine,
  actor: StaffActor,
  input: { readonly id: CaseTemplateId; readonly reason: string },
): Promise<{ readonly id: string }> {
  requirePermission(actor, 'cases.templates');
  return engine.store.write(async (tx) => {
    const before = await tx.first(templateById, { id: input.id });
    if (before === undefined) throw notFound('template');
    await tx.run(deleteTemplate, { id: input.id });
    const changes = [{ field: 'text', old: before.text, new: null }];
    await recordTemplate(tx, engine, actor, input.id, 'case_template.removed', changes, input.reason);
    return { id: input.id };
  });
}

async function recordTemplate(
  tx: WriteTx,
  engine: Engine,
  actor: StaffActor,
  id: string,
  action: string,
  changes: readonly AuditChange[],
  reason?: string,
): Promise<void> {
  await appendAudit(tx, engine, { actor, action, subject: { kind: 'case_template', id }, reason, changes });
  announce(tx, engine, { topic: 'case', id, data: { template: true } });
}
