import { IconFileExport } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { locale } from '../../../i18n/i18n.ts';
import { ActionButton } from '../../../ui/ActionButton.tsx';
import { engineClock } from '../../../ui/clock.ts';
import { number } from '../../../ui/format.ts';
import { useErrorMessage } from '../../../ui/notices.tsx';
import { saveFile } from '../../../ui/save-file.ts';
import { client } from '../../connection/api.ts';
import type { auditQuery } from './filters.ts';
import { RunStrip } from './RunStrip.tsx';

type State =
  | { readonly kind: 'idle' }
  | { readonly kind: 'running'; readonly read: number; readonly total: number }
  | { readonly kind: 'saved'; readonly name: string; readonly filtered: boolean }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'failed'; readonly error: unknown };

export interface AuditExporting {
  readonly state: State;
  readonly start: () => void;
  readonly stop: () => void;
  readonly dismiss: () => void;
}

/** A file's name that sorts by time and that every system takes. */
const fileName = (at: number): string => `portcullis-audit-${new Date(at).toISOString().slice(0, 19).replaceAll(':', '')}Z.ndjson`;

/**
 * Fetches what the filters let through, with its proof, and saves it as a file once all of it is there.
 * @param filter nothing for the whole trail
 */
export function useAuditExport(filter: ReturnType<typeof auditQuery>): AuditExporting {
  const [state, setState] = useState<State>({ kind: 'idle' });
  const running = useRef<AbortController | null>(null);
  useEffect(() => () => running.current?.abort(), []);

  const run = async (control: AbortController) => {
    setState({ kind: 'running', read: 0, total: 0 });
    try {
      const pieces: string[] = [];
      for await (const { text, read, total } of await client.audit.export({ format: 'ndjson', filter }, { signal: control.signal })) {
        if (control.signal.aborted) return;
        pieces.push(text);
        setState({ kind: 'running', read, total });
      }
      if (control.signal.aborted) return;
      const name = fileName(engineClock.now());
      saveFile(name, pieces, 'application/x-ndjson');
      setState({ kind: 'saved', name, filtered: Object.keys(filter).length > 0 });
    } catch (error) {
      if (!control.signal.aborted) setState({ kind: 'failed', error });
    }
  };

  return {
    state,
    start: () => {
      running.current?.abort();
      running.current = new AbortController();
      void run(running.current);
    },
    stop: () => {
      running.current?.abort();
      setState({ kind: 'stopped' });
    },
    dismiss: () => setState({ kind: 'idle' }),
  };
}

export function ExportButton({ exporting }: { readonly exporting: AuditExporting }) {
  const { t } = useTranslation();
  return (
    <ActionButton
      label={t('audit.export.action')}
      keys="d"
      icon={IconFileExport}
      variant="default"
      disabled={exporting.state.kind === 'running'}
      onAction={exporting.start}
    />
  );
}

const results = { running: 'running', stopped: 'stopped', saved: 'good', failed: 'bad' } as const;

/** How far the export is, or how it ended. */
export function ExportStrip({ exporting }: { readonly exporting: AuditExporting }) {
  const { t } = useTranslation();
  const { state, stop, dismiss } = exporting;
  if (state.kind === 'idle') return null;
  return (
    <RunStrip
      result={results[state.kind]}
      icon={IconFileExport}
      label={t('audit.export.action')}
      done={state.kind === 'running' ? state.read : 0}
      total={state.kind === 'running' ? state.total : 0}
      onStop={stop}
      onDismiss={dismiss}
    >
      <Words state={state} />
    </RunStrip>
  );
}

function Words({ state }: { readonly state: Exclude<State, { kind: 'idle' }> }) {
  const { t } = useTranslation();
  const message = useErrorMessage(state.kind === 'failed' ? state.error : null);
  switch (state.kind) {
    case 'running':
      return t('audit.export.running', { read: number(state.read, locale()), total: number(state.total, locale()) });
    case 'saved':
      return t(state.filtered ? 'audit.export.savedFiltered' : 'audit.export.saved', { name: state.name });
    case 'stopped':
      return t('audit.export.stopped');
    case 'failed':
      return `${t('audit.export.failed')}. ${message}`;
  }
}
