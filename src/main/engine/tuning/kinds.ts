import { policySchemas } from '../../../shared/contract/policy.ts';
import type { PolicyKind } from '../../../shared/vocabulary/index.ts';
import { PortcullisError } from '../errors.ts';

/** A content in parts that change on their own: a rule, a list, an operation's row of the matrix, a threshold. */
export type Parts = ReadonlyMap<string, unknown>;

interface KindSpec {
  /** Takes a content apart, in its order. */
  readonly parts: (content: never) => Parts;
  /** Puts parts together again. */
  readonly whole: (parts: Parts) => unknown;
}

interface Row {
  readonly kinds: readonly string[];
  readonly answers: unknown;
}

const idOf = (part: unknown): string => String((part as { readonly id: unknown }).id);

/** Operations with equal answers share a row again. */
function rowsOf(parts: Parts): Row[] {
  const rows = new Map<string, { kinds: string[]; answers: unknown }>();
  for (const [key, answers] of parts) {
    if (!key.startsWith('row:')) continue;
    const same = JSON.stringify(answers);
    const row = rows.get(same) ?? { kinds: [], answers };
    row.kinds.push(key.slice('row:'.length));
    rows.set(same, row);
  }
  return [...rows.values()];
}

const specs: Readonly<Record<PolicyKind, KindSpec>> = {
  rules: {
    parts: ({ rules }: { readonly rules: readonly unknown[] }) => new Map(rules.map((rule) => [idOf(rule), rule])),
    whole: (parts) => ({ rules: [...parts.values()] }),
  },
  lists: {
    parts: ({ lists }: { readonly lists: readonly unknown[] }) => new Map(lists.map((list) => [idOf(list), list])),
    whole: (parts) => ({ lists: [...parts.values()] }),
  },
  matrix: {
    parts: ({ rows, ...rest }: { readonly rows: readonly Row[] }) =>
      new Map([
        ...Object.entries(rest),
        ...rows.flatMap(({ kinds, answers }) => kinds.map((kind): [string, unknown] => [`row:${kind}`, answers])),
      ]),
    whole: (parts) => ({ ...Object.fromEntries([...parts].filter(([key]) => !key.startsWith('row:'))), rows: rowsOf(parts) }),
  },
  thresholds: {
    parts: (content: object) => new Map(Object.entries(content)),
    whole: (parts) => Object.fromEntries(parts),
  },
};

/**
 * Reads a content of a kind.
 * @throws PortcullisError `invalid_input` with every place that does not fit
 */
export function parseContent(kind: PolicyKind, content: unknown): unknown {
  const parsed = policySchemas[kind].safeParse(content);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map(({ path, message }) => ({ path: ['content', ...path].join('.'), message }));
  throw new PortcullisError('invalid_input', `These ${kind} cannot be used: ${issues[0]?.path} ${issues[0]?.message}`, { issues });
}

export const partsOf = (kind: PolicyKind, content: unknown): Parts => specs[kind].parts(content as never);
export const wholeOf = (kind: PolicyKind, parts: Parts): unknown => specs[kind].whole(parts);
