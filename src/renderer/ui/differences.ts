/** One thing that a decision rests on, in words. */
export interface Seen {
  readonly name: string;
  readonly value: string;
}

export interface Difference {
  readonly name: string;
  readonly was: string | null;
  readonly is: string | null;
}

/** What is not as it was, in the order of what is there now; what went away stands last. */
export function differences(before: readonly Seen[], now: readonly Seen[]): readonly Difference[] {
  const was = new Map(before.map(({ name, value }) => [name, value]));
  const is = new Map(now.map(({ name, value }) => [name, value]));
  return [...new Set([...is.keys(), ...was.keys()])]
    .map((name) => ({ name, was: was.get(name) ?? null, is: is.get(name) ?? null }))
    .filter((one) => one.was !== one.is);
}
