import { Alert, SegmentedControl, Skeleton } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { locale } from '../../../../i18n/i18n.ts';
import { Card } from '../../../../ui/Card.tsx';
import { errorCode } from '../../../../ui/errors.ts';
import { number } from '../../../../ui/format.ts';
import { Loading } from '../../../../ui/Loading.tsx';
import { ErrorNotice } from '../../../../ui/notices.tsx';
import type { Editing } from '../draft/use-editing.ts';
import { Examples, type ExampleWish } from './Examples.tsx';
import { Figures } from './Figures.tsx';
import { Flips } from './Flips.tsx';
import { HistoryChoice } from './HistoryChoice.tsx';
import { OutcomeChart } from './OutcomeChart.tsx';
import { RuleTable } from './RuleTable.tsx';
import classes from './report.module.css';
import { type Subject, useReport, useSubject } from './use-report.ts';

interface ReportPanelProps {
  readonly editing: Editing;
  /** Opens a decision by its id. */
  readonly onOpen: (decisionId: string) => void;
}

const SHADOW_EVERY_MS = 5_000;

/** What the draft as it is typed would have done to everything that was decided (RT-05), or to what came since its shadow began (RT-06). */
export function ReportPanel({ editing, onOpen }: ReportPanelProps) {
  const { t } = useTranslation();
  const { draft, diff } = editing.detail;
  const changed = useMemo(() => new Set(diff.map(({ part }) => part)), [diff]);
  const [span, setSpan] = useState<'all' | 'shadow'>('all');
  const [wish, setWish] = useState<ExampleWish | null>(null);
  const [history, setHistory] = useState<Subject['history']>(undefined);
  const since = span === 'shadow' && history === undefined ? draft.shadowSince : null;
  const subject = useSubject(draft.kind, editing.content, since, history);
  const { query, report } = useReport(subject, since === null ? false : SHADOW_EVERY_MS);
  const waits = subject === null || errorCode(query.error) === 'step_refused';
  return (
    <div className={classes.panel}>
      <div className={classes.head}>
        <h2 className={classes.title}>{t('rules.report.title')}</h2>
        <HistoryChoice
          label={t('rules.report.history')}
          value={history}
          onChange={(chosen) => {
            setHistory(chosen);
            setWish(null);
          }}
        />
        {draft.shadowSince !== null && history === undefined && (
          <SegmentedControl
            size="xs"
            aria-label={t('rules.report.span')}
            value={span}
            onChange={(value) => setSpan(value === 'shadow' ? 'shadow' : 'all')}
            data={[
              { value: 'all', label: t('rules.report.all') },
              { value: 'shadow', label: t('rules.report.shadow') },
            ]}
          />
        )}
        <p className={classes.soft} role="status">
          {report !== undefined &&
            t('rules.report.about', {
              operations: report.operations,
              fraud: number(report.labelled.fraud, locale()),
              ms: number(Math.ceil(report.timing.loadMs + report.timing.evaluateMs + report.timing.reportMs), locale()),
            })}
        </p>
      </div>
      {waits && <Alert color="yellow">{t('rules.report.waits')}</Alert>}
      {query.isError && !waits && <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />}
      {report === undefined && query.isFetching && (
        <Loading>
          <Skeleton height={420} />
        </Loading>
      )}
      {report !== undefined && (
        <>
          {history !== undefined && <p className={classes.soft}>{t('rules.report.imported')}</p>}
          {report.operations === 0 && <Alert color="gray">{t('rules.report.noHistory')}</Alert>}
          {report.missingSignals.length > 0 && (
            <Alert color="yellow">{t('rules.report.missing', { signals: report.missingSignals.join(', ') })}</Alert>
          )}
          <Card title={t('rules.report.figures')}>
            <Figures report={report} />
            {report.immature !== undefined && report.immature.operations > 0 && (
              <p className={`${classes.soft} ${classes.note}`}>
                {t('rules.report.immature', { rows: number(report.immature.operations, locale()) })}
              </p>
            )}
          </Card>
          <Card title={t('rules.report.flips')}>
            <Flips report={report} onExamples={setWish} />
          </Card>
          {wish !== null && subject !== null && <Examples wish={wish} subject={subject} onOpen={onOpen} onClose={() => setWish(null)} />}
          <Card title={t('rules.report.outcomes')}>
            <OutcomeChart report={report} />
          </Card>
          <Card title={t('rules.report.rules')}>
            <RuleTable report={report} changed={changed} onExamples={setWish} />
          </Card>
        </>
      )}
    </div>
  );
}
