import { Select, Skeleton } from '@mantine/core';
import { keepPreviousData, skipToken, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Replay, ReplayAnswer } from '../../../../shared/contract/console/replay.ts';
import type { DecisionId, PolicyKind } from '../../../../shared/vocabulary/index.ts';
import { locale } from '../../../i18n/i18n.ts';
import { BandBadge, OutcomeBadge } from '../../../ui/badges.tsx';
import { number } from '../../../ui/format.ts';
import { Loading } from '../../../ui/Loading.tsx';
import { list } from '../../../ui/list.ts';
import { ErrorNotice } from '../../../ui/notices.tsx';
import { Section } from '../../../ui/SidePanel.tsx';
import { api } from '../../connection/api.ts';
import { useMay } from '../../connection/use-me.ts';
import { TextLink } from '../../shell/TextLink.tsx';
import classes from './decisions.module.css';

/** A policy text that is being edited beside the decision. */
export interface Edited {
  readonly kind: PolicyKind;
  readonly content: Readonly<Record<string, unknown>>;
}

const LIVE = 'live';

/** The same decision under another policy: a draft, what is live now, or what is being edited beside it. */
export function ReplaySection({ decisionId, edited }: { readonly decisionId: DecisionId; readonly edited: Edited | null }) {
  return useMay('rules.read') ? <Replayed decisionId={decisionId} edited={edited} /> : null;
}

function Replayed({ decisionId, edited }: { readonly decisionId: DecisionId; readonly edited: Edited | null }) {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState<string | null>(null);
  const drafts = useQuery(api.tuning.drafts.list.queryOptions({ input: edited === null ? { open: true } : skipToken }));
  const draft = drafts.data?.items.find(({ id }) => id === chosen);
  const input = () => {
    if (edited !== null) return { decisionId, kind: edited.kind, content: { ...edited.content } };
    if (chosen === LIVE) return { decisionId };
    return draft === undefined ? skipToken : { decisionId, draftId: draft.id };
  };
  const replay = useQuery({ ...api.tuning.replay.queryOptions({ input: input() }), placeholderData: keepPreviousData, retry: false });
  const wanted = edited !== null || chosen !== null;
  return (
    <Section
      title={t(edited === null ? 'decisions.replay.title' : 'decisions.replay.titleEdited')}
      aside={draft !== undefined && <TextLink {...draftLink(draft.id)}>{t('decisions.replay.openDraft')}</TextLink>}
    >
      {edited === null && (
        <Select
          size="xs"
          mb="xs"
          aria-label={t('decisions.replay.under')}
          placeholder={t('decisions.replay.under')}
          value={chosen}
          onChange={setChosen}
          clearable
          searchable
          data={[
            { value: LIVE, label: t('decisions.replay.live') },
            ...(drafts.data?.items ?? []).map(({ id, name, kind }) => ({ value: id, label: `${t(`rules.kind.${kind}`)}: ${name}` })),
          ]}
        />
      )}
      {wanted && replay.isError && <ErrorNotice error={replay.error} title={t('decisions.replay.failed')} />}
      {wanted && replay.isPending && (
        <Loading inLine>
          <Skeleton height={64} />
        </Loading>
      )}
      {wanted && !replay.isError && replay.data !== undefined && <Compared replay={replay.data} />}
    </Section>
  );
}

const draftLink = (draftId: string) => ({ to: '/rules/drafts/$draftId', params: { draftId }, fz: 'xs' }) as const;

function Compared({ replay }: { readonly replay: Replay }) {
  const { t } = useTranslation();
  const { decided, replayed, changed, missingSignals, ruleErrors } = replay;
  const came = beyond(replayed, decided);
  const went = beyond(decided, replayed);
  return (
    <div role="status">
      <dl className={classes.replay}>
        <Answer name={t('decisions.replay.decided')} answer={decided} />
        <Answer name={t('decisions.replay.now')} answer={replayed} />
      </dl>
      <p className={classes.soft}>
        {changed ? replayed.because : t('decisions.replay.same')}
        {came.length > 0 && ` ${t('decisions.replay.came', { rules: list(came, locale()) })}`}
        {went.length > 0 && ` ${t('decisions.replay.went', { rules: list(went, locale()) })}`}
      </p>
      {missingSignals.length > 0 && (
        <p className={classes.soft}>{t('decisions.replay.missing', { signals: list(missingSignals, locale()) })}</p>
      )}
      {ruleErrors.length > 0 && (
        <p className={classes.soft}>
          {t('decisions.detail.ruleErrors')}{' '}
          {list(
            ruleErrors.map(({ ruleId, message }) => `${ruleId} (${message})`),
            locale(),
          )}
        </p>
      )}
    </div>
  );
}

/** Rules that hit on one side alone, or count otherwise there. */
function beyond(one: ReplayAnswer, other: ReplayAnswer): string[] {
  const weights = new Map(other.hits.map(({ ruleId, score, outcome }) => [ruleId, `${score} ${outcome}`]));
  return one.hits
    .filter(({ ruleId, score, outcome }) => weights.get(ruleId) !== `${score} ${outcome}`)
    .map(({ name, score }) => (score === 0 ? name : `${name} (${score > 0 ? '+' : ''}${number(score, locale())})`));
}

function Answer({ name, answer }: { readonly name: string; readonly answer: ReplayAnswer }) {
  const { t } = useTranslation();
  const { outcome, score, band, steps } = answer;
  return (
    <>
      <dt>{name}</dt>
      <dd>
        <OutcomeBadge value={outcome} /> <strong>{number(score, locale())}</strong> <BandBadge value={band} />{' '}
        {steps.length > 0 &&
          list(
            steps.map((step) => t(`words.factor.${step}`)),
            locale(),
          )}
      </dd>
    </>
  );
}
