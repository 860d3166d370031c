import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { api, client, type Outputs, queryClient } from '../../../connection/api.ts';
import { type Content, type Issue, issuesOf, readContent } from '../policy.ts';

export type DraftDetail = Outputs['tuning']['drafts']['get'];

/** A draft as somebody edits it. */
export interface Editing {
  readonly detail: DraftDetail;
  readonly content: Content;
  readonly dirty: boolean;
  readonly issues: readonly Issue[];
  /** Somebody else saved another content while this one was being edited. */
  readonly overtaken: boolean;
  readonly change: (content: Content) => void;
  /** Gives up what was typed. */
  readonly revert: () => void;
  /** Saves what was typed, if anything was. Rejects with the engine's refusal. */
  readonly save: () => Promise<DraftDetail>;
}

/** Shows an answer of the engine at once, wherever the draft is shown. */
export function showDraft(detail: DraftDetail): DraftDetail {
  queryClient.setQueryData(api.tuning.drafts.get.queryKey({ input: { id: detail.draft.id } }), detail);
  void queryClient.invalidateQueries({ queryKey: api.tuning.drafts.list.key() });
  return detail;
}

/** Keeps what is typed beside what is saved; a content saved by somebody else is taken over only while nothing was typed. */
export function useEditing(detail: DraftDetail): Editing {
  const { kind, id, contentHash } = detail.draft;
  const [typed, setTyped] = useState<{ readonly content: Content; readonly on: string } | null>(null);
  const saved = useMemo(() => readContent(kind, detail.content), [kind, detail.content]);
  const content = typed?.content ?? saved;
  const issues = useMemo(() => issuesOf(kind, content), [kind, content]);
  const newest = useRef({ typed, contentHash });
  useEffect(() => {
    newest.current = { typed, contentHash };
  });
  const change = useCallback((next: Content) => {
    setTyped((before) => ({ content: next, on: before?.on ?? newest.current.contentHash }));
  }, []);
  const revert = useCallback(() => setTyped(null), []);
  const save = useCallback(async () => {
    const { typed: wanted } = newest.current;
    if (wanted === null) return client.tuning.drafts.get({ id });
    const after = await client.tuning.drafts.edit({ id, contentHash: wanted.on, content: { ...wanted.content } });
    showDraft(after);
    // What was typed while the answer was on its way stays.
    setTyped((now) => (now === wanted || now === null ? null : { ...now, on: after.draft.contentHash }));
    return after;
  }, [id]);
  return {
    detail,
    content,
    dirty: typed !== null,
    issues,
    overtaken: typed !== null && typed.on !== contentHash,
    change,
    revert,
    save,
  };
}
