import type { Label, LabelSource } from '../../../../shared/vocabulary/index.ts';

/** What one source says of an operation. */
export interface KnownLabel {
  readonly label: string;
  readonly source: string;
  /** When it became known, epoch ms. */
  readonly knownAt: number;
  readonly recordedAt: number;
}

const weights: Readonly<Record<LabelSource, number>> = { import: 0, platform: 1, staff: 2 };
const weightOf = (source: string): number => weights[source as LabelSource] ?? -1;

/** Which of two holds: what became known later; at the same time what was recorded later; then staff before platform before import. */
const later = (a: KnownLabel, b: KnownLabel): number =>
  Number(a.knownAt) - Number(b.knownAt) || Number(a.recordedAt) - Number(b.recordedAt) || weightOf(a.source) - weightOf(b.source);

/**
 * What an operation counts as when several sources speak of it (RT-08): a chargeback that comes a month after staff found an operation honest
 * is the better knowledge, and so is a finding of staff after it.
 */
export function lastWord(labels: readonly KnownLabel[]): Label | null {
  const last = labels.reduce<KnownLabel | undefined>(
    (found, label) => (found === undefined || later(label, found) > 0 ? label : found),
    undefined,
  );
  return (last?.label ?? null) as Label | null;
}
