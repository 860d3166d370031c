import type { ReadTx } from '../../store/store.ts';
import { type Actor, actorId, requirePermission } from '../actor.ts';
import { appendAudit } from '../audit/append.ts';
import { announce } from '../changes.ts';
import type { Engine } from '../engine.ts';
import { invalidInput, notFound } from '../errors.ts';
import { alertOthers } from '../staff/alerts.ts';
import { ascending, catalogue, isSettingName, type SettingName, settingNames } from './catalogue.ts';
import { parseSetting, type SettingKind, type SettingSpec, settingText, settingWords } from './kinds.ts';
import { readSnapshot, type SettingState } from './settings.ts';
import { staffNames, upsertSetting } from './store.ts';

/** A setting as the console shows it. */
export interface SettingView {
  readonly name: SettingName;
  readonly meaning: string;
  readonly kind: SettingKind;
  readonly unit: string | null;
  readonly value: unknown;
  readonly defaultValue: unknown;
  readonly min: number | null;
  readonly max: number | null;
  readonly choices: string[] | null;
  readonly updatedAt: number | null;
  /** The name of who changed it last, or the id where no member of staff did. */
  readonly updatedBy: string | null;
}

/** @throws PortcullisError `forbidden` */
export async function listSettings(engine: Engine, actor: Actor): Promise<{ items: SettingView[] }> {
  if (actor.kind !== 'system') requirePermission(actor, 'settings.read');
  return engine.store.read(async (tx) => {
    const states = await readSnapshot(tx, engine.log);
    const names = await readStaffNames(tx);
    return { items: settingNames.map((name) => view(engine, name, states[name], names)) };
  });
}

/**
 * Changes one setting, on every server at once.
 * @throws PortcullisError `forbidden`, `not_found`, `invalid_input` with the path `value`
 */
export async function setSetting(
  engine: Engine,
  actor: Actor,
  input: { readonly name: string; readonly value: unknown; readonly reason: string },
): Promise<SettingView> {
  if (actor.kind !== 'system') requirePermission(actor, 'settings.write');
  const { name } = input;
  if (!isSettingName(name)) throw notFound('setting');
  const parsed = parseSetting(catalogue[name], input.value);
  if (!parsed.ok) throw invalidInput('value', parsed.why);
  const { value } = parsed;
  const now = engine.clock.now();
  return engine.store.write(async (tx) => {
    const before = await readSnapshot(tx, engine.log);
    const state: SettingState = { value, updatedAt: now, updatedBy: actorId(actor) };
    assertAscending({ ...before, [name]: state }, name);
    await tx.run(upsertSetting, { name, value: JSON.stringify(value), updatedAt: now, updatedBy: actorId(actor) });
    await appendAudit(tx, engine, {
      actor,
      action: 'setting.changed',
      subject: { kind: 'setting', id: name },
      reason: input.reason,
      changes: [{ field: name, old: settingText(before[name].value), new: settingText(value) }],
    });
    if (actor.kind === 'staff') {
      const words = (each: unknown) => settingWords(catalogue[name], each);
      await alertOthers(tx, engine, actor, { what: 'setting_changed', name, from: words(before[name].value), to: words(value) });
    }
    tx.afterCommit(() => engine.settings.apply(name, state));
    announce(tx, engine, { topic: 'settings', id: name });
    return view(engine, name, state, await readStaffNames(tx));
  });
}

function assertAscending(states: Readonly<Record<SettingName, SettingState>>, changed: SettingName): void {
  for (const [lower, higher] of ascending) {
    if (changed !== lower && changed !== higher) continue;
    const low = Number(states[lower].value);
    const high = Number(states[higher].value);
    if (low < high) continue;
    throw invalidInput(
      'value',
      changed === lower ? `must be below ${higher}, which is ${high}` : `must be above ${lower}, which is ${low}`,
    );
  }
}

const readStaffNames = async (tx: ReadTx): Promise<ReadonlyMap<string, string>> =>
  new Map((await tx.all(staffNames, {})).map((row) => [row.id, row.name]));

function unitOf(engine: Engine, spec: SettingSpec): string | null {
  switch (spec.kind) {
    case 'duration':
      return 'ms';
    case 'money':
      return engine.settings.get('reference.currency');
    case 'integer':
    case 'number':
      return spec.unit ?? null;
    default:
      return null;
  }
}

function view(engine: Engine, name: SettingName, state: SettingState, names: ReadonlyMap<string, string>): SettingView {
  const spec: SettingSpec = catalogue[name];
  return {
    name,
    meaning: spec.meaning,
    kind: spec.kind,
    unit: unitOf(engine, spec),
    value: state.value,
    defaultValue: spec.default,
    min: 'min' in spec ? spec.min : null,
    max: 'max' in spec ? spec.max : null,
    choices: 'choices' in spec && spec.choices !== undefined ? [...spec.choices] : null,
    updatedAt: state.updatedAt,
    updatedBy: state.updatedBy === null ? null : (names.get(state.updatedBy) ?? state.updatedBy),
  };
}
