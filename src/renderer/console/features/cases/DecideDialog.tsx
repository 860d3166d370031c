import { Button, Group, Select, Stack, Text, Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type SubmitEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CaseDetail } from '../../../../shared/contract/console/index.ts';
import { type CaseVerdict, fillPlaceholders } from '../../../../shared/vocabulary/index.ts';
import { locale } from '../../../i18n/i18n.ts';
import { engineClock } from '../../../ui/clock.ts';
import { Dialog } from '../../../ui/Dialog.tsx';
import { errorCode, errorData } from '../../../ui/errors.ts';
import { duration } from '../../../ui/format.ts';
import { ErrorNotice } from '../../../ui/notices.tsx';
import { offline } from '../../../ui/offline.ts';
import { OfflineNote, SendButton } from '../../../ui/SendButton.tsx';
import { api, client, type Outputs } from '../../connection/api.ts';
import { useMe } from '../../connection/use-me.ts';
import classes from './cases.module.css';
import { valuesOf } from './placeholder-values.ts';
import { WhatChanged } from './WhatChanged.tsx';

const SHORTEST = 3;

interface DecideDialogProps {
  readonly detail: CaseDetail;
  readonly verdict: CaseVerdict;
  readonly leaseToken: string;
  readonly onClose: () => void;
  readonly onDecided: (result: Outputs['cases']['decide']) => void;
  /** Somebody else was first, or the claim is gone. */
  readonly onConflict: (error: unknown, reason: string) => void;
}

/** What of a case somebody who is about to decide must not overlook. */
const watched = {
  contentHash: ({ contentHash }: CaseDetail) => contentHash,
  status: ({ status }: CaseDetail) => status,
  priority: ({ priority }: CaseDetail) => priority,
  notes: ({ notes }: CaseDetail) => notes.length,
  attachments: ({ attachments }: CaseDetail) => attachments.length,
} as const;
type WatchedPart = keyof typeof watched;

/**
 * Asks why, and decides exactly what was on screen when it opened. If the case changes under the hand, it says what changed and wants it
 * to be read again.
 */
export function DecideDialog({ detail, verdict, leaseToken, onClose, onDecided, onConflict }: DecideDialogProps) {
  const { t } = useTranslation();
  const [seen, setSeen] = useState(detail);
  const [reason, setReason] = useState('');
  const [touched, setTouched] = useState(false);
  const [decisionId, setDecisionId] = useState(() => crypto.randomUUID());
  const [state, setState] = useState<{ readonly busy: boolean; readonly error: unknown }>({ busy: false, error: null });
  const templates = useQuery(api.cases.templates.list.queryOptions());
  const foreseen = useQuery(api.cases.consequences.queryOptions({ input: { id: detail.id } }));
  const me = useMe();
  const reasons = templates.data?.items.filter(({ kind, queue }) => kind === 'reason' && (queue === null || queue === detail.kind)) ?? [];
  const changed = (Object.keys(watched) as WatchedPart[]).filter((part) => watched[part](seen) !== watched[part](detail));
  const isOver = detail.status !== 'claimed' && detail.status !== 'open';
  const tooShort = reason.trim().length < SHORTEST;

  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    setTouched(true);
    if (tooShort || changed.length > 0 || state.busy || offline.get()) return;
    setState({ busy: true, error: null });
    try {
      const input = { id: detail.id, leaseToken, decisionId, verdict, reason: reason.trim(), contentHash: seen.contentHash };
      onDecided(await client.cases.decide(input));
    } catch (error) {
      const { reason: why } = errorData(error);
      if (why === 'decided_already' || why === 'lease_lost' || why === 'lease_lapsed') onConflict(error, reason.trim());
      else setState({ busy: false, error });
      // Without an answer it may have been decided: the same decision, sent again, counts once.
      if (errorCode(error) !== null) setDecisionId(crypto.randomUUID());
    }
  };

  return (
    <Dialog onClose={onClose} title={t(`cases.decide.${verdict}Title`)}>
      <form onSubmit={(event) => void submit(event)} noValidate>
        <Stack gap="sm">
          <Text size="sm">
            {t('cases.decide.about', { time: foreseen.data === undefined ? '…' : duration(foreseen.data.undoMs, locale()) })}
          </Text>
          {reasons.length > 0 && (
            <Select
              label={t('cases.decide.template')}
              placeholder={t('cases.decide.noTemplate')}
              value={null}
              data={reasons.map(({ id, title }) => ({ value: id, label: title }))}
              onChange={(id) => {
                const chosen = reasons.find((template) => template.id === id);
                if (chosen !== undefined)
                  setReason(fillPlaceholders(chosen.text, valuesOf(detail, me.name, engineClock.now())).replace(/\s+/gu, ' '));
              }}
            />
          )}
          <Textarea
            label={t('ui.reason.label')}
            description={t('ui.reason.hint')}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value.replace(/[\r\n]+/g, ' '))}
            onKeyDown={(event) => {
              if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
              event.preventDefault();
              event.currentTarget.form?.requestSubmit();
            }}
            maxLength={400}
            error={touched && tooShort ? t('ui.reason.tooShort') : null}
            required
            autoFocus
            data-autofocus
          />
          {changed.length > 0 && (
            <div className={classes.changed} role="alert">
              <p>
                <strong>{t('cases.decide.changed')}</strong>
              </p>
              <WhatChanged seen={seen} now={detail} />
              {isOver ? (
                <p>{t('cases.decide.over')}</p>
              ) : (
                <>
                  <p>{t('cases.decide.changedAbout')}</p>
                  <Button size="compact-sm" variant="default" onClick={() => setSeen(detail)}>
                    {t('cases.decide.readAgain')}
                  </Button>
                </>
              )}
            </div>
          )}
          {state.error !== null && <ErrorNotice error={state.error} />}
          <OfflineNote />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {t('ui.cancel')}
            </Button>
            <SendButton
              loading={state.busy}
              disabled={changed.length > 0}
              {...(verdict === 'approve' || verdict === 'resolve' || verdict === 'dismiss' ? {} : { color: 'red.9' })}
            >
              {t(`cases.verdict.${verdict}`)}
            </SendButton>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}
