import { ActionIcon, SegmentedControl, Skeleton } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { operationKinds } from '../../../../../shared/vocabulary/index.ts';
import { Card, Nothing } from '../../../../ui/Card.tsx';
import { Loading } from '../../../../ui/Loading.tsx';
import { MiniTable } from '../../../../ui/MiniTable.tsx';
import { Moment } from '../../../../ui/Moment.tsx';
import { ErrorNotice } from '../../../../ui/notices.tsx';
import { api } from '../../../connection/api.ts';
import classes from './report.module.css';
import type { Subject } from './use-report.ts';
import { outcomeOf, plain, resultWords } from './words.ts';

/** Which number of the report is looked behind. */
export type ExampleWish =
  | { readonly kind: 'flip'; readonly by: 'outcome' | 'method'; readonly live: string; readonly draft: string }
  | { readonly kind: 'rule'; readonly ruleId: string; readonly name: string };

interface ExamplesProps {
  readonly wish: ExampleWish;
  readonly subject: Subject;
  readonly onOpen: (decisionId: string) => void;
  readonly onClose: () => void;
}

const labels = ['any', 'fraud', 'legitimate', 'none'] as const;
const SHOWN = 20;
const LOOKED_THROUGH = 200;
const KEPT_MS = 20_000;

/** Operations behind a number, each leading to its decision: the counter-examples to learn from. */
export function Examples({ wish, subject, onOpen, onClose }: ExamplesProps) {
  const { t } = useTranslation();
  const [label, setLabel] = useState<(typeof labels)[number]>('any');
  const place = useRef<HTMLDivElement>(null);
  // A cell by outcome stands for several results, which the engine tells apart: it is asked for more, and what fits is shown.
  const exact = wish.kind === 'flip' && (wish.by === 'method' || !`${wish.live} ${wish.draft}`.includes('step_up'));
  const query = useQuery({
    ...api.tuning.backtest.examples.queryOptions({
      input: {
        ...subject,
        ...(wish.kind === 'rule' ? { ruleId: wish.ruleId } : cellInput(wish)),
        ...(label === 'any' ? {} : { label }),
        limit: exact || wish.kind === 'rule' ? SHOWN : LOOKED_THROUGH,
      },
    }),
    placeholderData: keepPreviousData,
    gcTime: KEPT_MS,
    retry: false,
  });
  useEffect(() => {
    place.current?.scrollIntoView({ block: 'nearest' });
    place.current?.focus({ preventScroll: true });
  }, []);
  const rows = (query.data?.items ?? [])
    .filter((one) => wish.kind === 'rule' || (fits(wish, 'live', one.live) && fits(wish, 'draft', one.draft)))
    .slice(0, SHOWN);
  const title =
    wish.kind === 'rule'
      ? t('rules.examples.ofRule', { rule: wish.name })
      : t('rules.examples.ofFlip', { live: resultWords(t, wish.live), draft: resultWords(t, wish.draft) });
  return (
    <div ref={place} tabIndex={-1}>
      <Card
        title={title}
        aside={
          <ActionIcon size="sm" aria-label={t('rules.examples.close')} onClick={onClose}>
            <IconX size={14} aria-hidden />
          </ActionIcon>
        }
      >
        <div className={classes.tools}>
          <SegmentedControl
            size="xs"
            aria-label={t('rules.examples.label')}
            value={label}
            onChange={(value) => setLabel(labels.find((one) => one === value) ?? 'any')}
            data={labels.map((value) => ({ value, label: t(`rules.examples.labels.${value}`) }))}
          />
        </div>
        {query.isPending && (
          <Loading>
            <Skeleton height={120} />
          </Loading>
        )}
        {query.isError && <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />}
        {query.data !== undefined && rows.length === 0 && <Nothing>{t('rules.examples.none')}</Nothing>}
        {rows.length > 0 && (
          <MiniTable
            label={title}
            rows={rows}
            rowId={({ decisionId, line }) => decisionId ?? String(line)}
            columns={[
              {
                name: t('rules.examples.account'),
                wide: true,
                cell: ({ accountId, decisionId, line }) =>
                  decisionId === null ? (
                    <>
                      {accountId}
                      {line !== null && <span className={classes.soft}> · {t('rules.examples.line', { line })}</span>}
                    </>
                  ) : (
                    <button
                      type="button"
                      className={classes.link}
                      aria-label={t('rules.examples.open', { account: accountId })}
                      onClick={() => onOpen(decisionId)}
                    >
                      {accountId}
                    </button>
                  ),
              },
              { name: t('rules.examples.kind'), cell: ({ kind }) => kindWord(kind) },
              { name: t('rules.examples.at'), cell: ({ at }) => <Moment at={at} /> },
              { name: t('rules.examples.score'), align: 'end', cell: ({ liveScore, score }) => `${liveScore} → ${score}` },
              { name: t('rules.examples.value'), align: 'end', cell: ({ value }) => (value === null ? t('ui.none') : plain(value)) },
              { name: t('rules.examples.label'), cell: (one) => t(`rules.examples.labels.${one.label ?? 'none'}`) },
            ]}
          />
        )}
      </Card>
    </div>
  );

  function kindWord(kind: string): string {
    const known = operationKinds.find((one) => one === kind);
    return known === undefined ? kind : t(`words.kind.${known}`);
  }
}

type Flip = Extract<ExampleWish, { kind: 'flip' }>;

/** What the engine can narrow by: a side that stands for one result. */
function cellInput(wish: Flip): { live?: string; draft?: string } {
  const single = (key: string) => wish.by === 'method' || key !== 'step_up';
  return { ...(single(wish.live) ? { live: wish.live } : {}), ...(single(wish.draft) ? { draft: wish.draft } : {}) };
}

const fits = (wish: Flip, side: 'live' | 'draft', key: string): boolean =>
  wish.by === 'method' ? key === wish[side] : outcomeOf(key) === wish[side];
