import { IconShieldCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { locale } from '../../../i18n/i18n.ts';
import { ActionButton } from '../../../ui/ActionButton.tsx';
import { number } from '../../../ui/format.ts';
import { useErrorMessage } from '../../../ui/notices.tsx';
import { useWatched } from '../../../ui/use-watched.ts';
import { useMe } from '../../connection/use-me.ts';
import { RunStrip } from './RunStrip.tsx';
import type { Standing } from './run.ts';
import { type Checked, trailCheck } from './runs.ts';

export function VerifyButton() {
  const { t } = useTranslation();
  const { id } = useMe();
  const running = useWatched(trailCheck.standing).kind === 'running';
  return (
    <ActionButton
      label={t('audit.verify.action')}
      keys="v"
      icon={IconShieldCheck}
      variant="default"
      disabled={running}
      onAction={() => trailCheck.start(id, null)}
    />
  );
}

/** How far the check is, or what it found. */
export function VerificationStrip() {
  const { t } = useTranslation();
  const standing = useWatched(trailCheck.standing);
  const words = useCheckWords(standing);
  return <RunStrip run={trailCheck} result={checkResult(standing)} icon={IconShieldCheck} label={t('audit.verify.action')} words={words} />;
}

export const checkResult = (standing: Standing<Checked>): 'good' | 'bad' | null => {
  if (standing.kind === 'ended') return standing.end.firstBad === null ? 'good' : 'bad';
  return standing.kind === 'failed' ? 'bad' : null;
};

/** A check in words, wherever it is told. */
export function useCheckWords(standing: Standing<Checked>): string {
  const { t } = useTranslation();
  const message = useErrorMessage(standing.kind === 'failed' ? standing.error : null);
  switch (standing.kind) {
    case 'running':
      return t('audit.verify.running', { checked: number(standing.done, locale()), total: number(standing.total, locale()) });
    case 'stopped':
      return t('audit.verify.stopped', { count: standing.done });
    case 'ended': {
      const { checked, firstBad } = standing.end;
      return firstBad === null ? t('audit.verify.sound', { count: checked }) : t('audit.verify.broken', { ...firstBad });
    }
    case 'failed':
      return `${t('audit.verify.failed')}. ${message}`;
    default:
      return '';
  }
}
