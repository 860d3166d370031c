import type { PolicyKind } from '../../../shared/vocabulary/index.ts';
import { canonicalJson } from '../risk/canonical-json.ts';
import { type Parts, partsOf, wholeOf } from './kinds.ts';

/** One part that differs between two contents. */
export interface PartChange {
  /** The rule's or list's id, `row:` and the operation, or the threshold's name. */
  readonly part: string;
  readonly change: 'added' | 'removed' | 'changed';
  /** Which fields differ, where both sides have some. */
  readonly fields: string[];
  readonly before: unknown;
  readonly after: unknown;
}

const same = (a: unknown, b: unknown): boolean => canonicalJson(a ?? null) === canonicalJson(b ?? null);

function fieldsThatDiffer(before: unknown, after: unknown): string[] {
  const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
    typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!isRecord(before) || !isRecord(after)) return [];
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].filter((name) => !same(before[name], after[name]));
}

/** What a second content changes, part by part, in its own order with what it removes at the end (RT-03). */
export function diffContents(kind: PolicyKind, before: unknown, after: unknown): PartChange[] {
  const old = partsOf(kind, before);
  const now = partsOf(kind, after);
  const changes: PartChange[] = [];
  for (const [part, value] of now) {
    if (!old.has(part)) changes.push({ part, change: 'added', fields: [], before: null, after: value });
    else if (!same(old.get(part), value)) {
      changes.push({ part, change: 'changed', fields: fieldsThatDiffer(old.get(part), value), before: old.get(part), after: value });
    }
  }
  for (const [part, value] of old) {
    if (!now.has(part)) changes.push({ part, change: 'removed', fields: [], before: value, after: null });
  }
  return changes;
}

/**
 * Brings a draft's own changes onto another base. What only one side changed is taken from there.
 * @returns the parts that both sides changed, each in another way; with any of them there is no content
 */
export function mergeContents(
  kind: PolicyKind,
  base: unknown,
  draft: unknown,
  live: unknown,
): { readonly content: unknown } | { readonly conflicts: readonly string[] } {
  const [from, mine, theirs]: [Parts, Parts, Parts] = [partsOf(kind, base), partsOf(kind, draft), partsOf(kind, live)];
  const merged = new Map<string, unknown>();
  const conflicts: string[] = [];
  for (const part of new Set([...theirs.keys(), ...mine.keys()])) {
    const untouched = same(from.get(part), mine.get(part)) && from.has(part) === mine.has(part);
    const moved = !same(from.get(part), theirs.get(part)) || from.has(part) !== theirs.has(part);
    const agreed = same(mine.get(part), theirs.get(part)) && mine.has(part) === theirs.has(part);
    if (!untouched && moved && !agreed) conflicts.push(part);
    const side = untouched ? theirs : mine;
    if (side.has(part)) merged.set(part, side.get(part));
  }
  return conflicts.length > 0 ? { conflicts } : { content: wholeOf(kind, merged) };
}
