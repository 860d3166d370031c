import { engineClock } from '../../../ui/clock.ts';
import { saveFile } from '../../../ui/save-file.ts';
import { client } from '../../connection/api.ts';
import type { auditQuery } from './filters.ts';
import { TrailRun } from './run.ts';

export interface Saved {
  readonly name: string;
  readonly filtered: boolean;
}

/** What a check found: how much is sound, or the first entry that is not. */
export interface Checked {
  readonly checked: number;
  readonly firstBad: { readonly chain: number; readonly seq: number; readonly why: string } | null;
}

/** A file's name that sorts by time and that every system takes. */
const fileName = (at: number): string => `portcullis-audit-${new Date(at).toISOString().slice(0, 19).replaceAll(':', '')}Z.ndjson`;

/**
 * Fetches what a filter lets through, with its proof, and saves it as a file once all of it is there; nothing for the whole trail. Each
 * export is an entry of the trail itself, so none begins that nobody asked for.
 */
export const trailExport = new TrailRun<ReturnType<typeof auditQuery>, Saved>('export', 'ask', async (filter, signal, tell) => {
  const pieces: string[] = [];
  for await (const { text, read, total } of await client.audit.export({ format: 'ndjson', filter }, { signal })) {
    pieces.push(text);
    tell(read, total);
  }
  signal.throwIfAborted();
  const name = fileName(engineClock.now());
  saveFile(name, pieces, 'application/x-ndjson');
  return { name, filtered: Object.keys(filter).length > 0 };
});

/** Checks the whole trail, entry by entry. */
export const trailCheck = new TrailRun<null, Checked>('check', 'again', async (_, signal, tell) => {
  let sound = 0;
  for await (const { checked, total, firstBad } of await client.audit.verify(undefined, { signal })) {
    if (firstBad !== null) return { checked, firstBad };
    sound = checked;
    tell(checked, total);
  }
  return { checked: sound, firstBad: null };
});
