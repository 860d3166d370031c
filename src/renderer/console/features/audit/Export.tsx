import { IconFileExport } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { locale } from '../../../i18n/i18n.ts';
import { ActionButton } from '../../../ui/ActionButton.tsx';
import { number } from '../../../ui/format.ts';
import { useErrorMessage } from '../../../ui/notices.tsx';
import { useWatched } from '../../../ui/use-watched.ts';
import { useMe } from '../../connection/use-me.ts';
import type { auditQuery } from './filters.ts';
import { RunStrip } from './RunStrip.tsx';
import type { Standing } from './run.ts';
import { type Saved, trailExport } from './runs.ts';

export function ExportButton({ filter }: { readonly filter: ReturnType<typeof auditQuery> }) {
  const { t } = useTranslation();
  const { id } = useMe();
  const running = useWatched(trailExport.standing).kind === 'running';
  return (
    <ActionButton
      label={t('audit.export.action')}
      keys="d"
      icon={IconFileExport}
      variant="default"
      disabled={running}
      onAction={() => trailExport.start(id, filter)}
    />
  );
}

/** How far the export is, or how it ended. */
export function ExportStrip() {
  const { t } = useTranslation();
  const standing = useWatched(trailExport.standing);
  const words = useExportWords(standing);
  return (
    <RunStrip run={trailExport} result={exportResult(standing)} icon={IconFileExport} label={t('audit.export.action')} words={words} />
  );
}

export const exportResult = ({ kind }: Standing<Saved>): 'good' | 'bad' | null => {
  if (kind === 'ended') return 'good';
  return kind === 'failed' || kind === 'interrupted' ? 'bad' : null;
};

/** An export in words, wherever it is told. */
export function useExportWords(standing: Standing<Saved>): string {
  const { t } = useTranslation();
  const message = useErrorMessage(standing.kind === 'failed' ? standing.error : null);
  switch (standing.kind) {
    case 'running':
      return t('audit.export.running', { read: number(standing.done, locale()), total: number(standing.total, locale()) });
    case 'ended':
      return t(standing.end.filtered ? 'audit.export.savedFiltered' : 'audit.export.saved', { name: standing.end.name });
    case 'stopped':
      return t('audit.export.stopped');
    case 'interrupted':
      return t('audit.export.interrupted', { read: number(standing.done, locale()), total: number(standing.total, locale()) });
    case 'failed':
      return `${t('audit.export.failed')}. ${message}`;
    default:
      return '';
  }
}
