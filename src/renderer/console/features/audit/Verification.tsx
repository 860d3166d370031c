import { IconShieldCheck } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { locale } from '../../../i18n/i18n.ts';
import { ActionButton } from '../../../ui/ActionButton.tsx';
import { number } from '../../../ui/format.ts';
import { useErrorMessage } from '../../../ui/notices.tsx';
import { client } from '../../connection/api.ts';
import { RunStrip } from './RunStrip.tsx';

interface FirstBad {
  readonly chain: number;
  readonly seq: number;
  readonly why: string;
}

type State =
  | { readonly kind: 'idle' }
  | { readonly kind: 'running' | 'stopped'; readonly checked: number; readonly total: number }
  | { readonly kind: 'sound'; readonly checked: number }
  | { readonly kind: 'broken'; readonly firstBad: FirstBad }
  | { readonly kind: 'failed'; readonly error: unknown };

export interface Verification {
  readonly state: State;
  readonly start: () => void;
  readonly stop: () => void;
  readonly dismiss: () => void;
}

/** Checks the whole trail, entry by entry, as far as it is let. */
export function useVerification(): Verification {
  const [state, setState] = useState<State>({ kind: 'idle' });
  const running = useRef<AbortController | null>(null);
  useEffect(() => () => running.current?.abort(), []);

  const run = async (control: AbortController) => {
    setState({ kind: 'running', checked: 0, total: 0 });
    try {
      for await (const step of await client.audit.verify(undefined, { signal: control.signal })) {
        if (control.signal.aborted) return;
        if (step.firstBad !== null) setState({ kind: 'broken', firstBad: step.firstBad });
        else if (step.done) setState({ kind: 'sound', checked: step.checked });
        else setState({ kind: 'running', checked: step.checked, total: step.total });
      }
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
      setState((before) => (before.kind === 'running' ? { ...before, kind: 'stopped' } : before));
    },
    dismiss: () => setState({ kind: 'idle' }),
  };
}

export function VerifyButton({ verification }: { readonly verification: Verification }) {
  const { t } = useTranslation();
  return (
    <ActionButton
      label={t('audit.verify.action')}
      keys="v"
      icon={IconShieldCheck}
      variant="default"
      disabled={verification.state.kind === 'running'}
      onAction={verification.start}
    />
  );
}

const results = { running: 'running', stopped: 'stopped', sound: 'good', broken: 'bad', failed: 'bad' } as const;

/** How far the check is, or what it found. */
export function VerificationStrip({ verification }: { readonly verification: Verification }) {
  const { t } = useTranslation();
  const { state, stop, dismiss } = verification;
  if (state.kind === 'idle') return null;
  return (
    <RunStrip
      result={results[state.kind]}
      icon={IconShieldCheck}
      label={t('audit.verify.action')}
      done={'checked' in state ? state.checked : 0}
      total={'total' in state ? state.total : 0}
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
      return t('audit.verify.running', { checked: number(state.checked, locale()), total: number(state.total, locale()) });
    case 'stopped':
      return t('audit.verify.stopped', { count: state.checked });
    case 'sound':
      return t('audit.verify.sound', { count: state.checked });
    case 'broken':
      return t('audit.verify.broken', { ...state.firstBad });
    case 'failed':
      return `${t('audit.verify.failed')}. ${message}`;
  }
}
