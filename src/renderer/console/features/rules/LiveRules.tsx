import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PolicyVersion } from '../../../../shared/contract/console/tuning.ts';
import { locale } from '../../../i18n/i18n.ts';
import { OutcomeBadge } from '../../../ui/badges.tsx';
import { Card } from '../../../ui/Card.tsx';
import { FilterText } from '../../../ui/FilterText.tsx';
import { number } from '../../../ui/format.ts';
import { MiniTable } from '../../../ui/MiniTable.tsx';
import { ErrorNotice } from '../../../ui/notices.tsx';
import { api } from '../../connection/api.ts';
import { TextLink } from '../../shell/TextLink.tsx';
import type { Rule } from './policy.ts';
import { rateWords } from './report/words.ts';
import classes from './rules.module.css';
import { Since } from './Since.tsx';

/** The rules that decide now, each with what it did in the recorded history. */
export function LiveRules({ rules, version }: { readonly rules: readonly Rule[]; readonly version: PolicyVersion }) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const list = useRef<HTMLDivElement>(null);
  const report = useQuery({ ...api.tuning.backtest.run.queryOptions({ input: { refresh: true } }), retry: false });
  const figures = useMemo(() => new Map(report.data?.rules.map((one) => [one.ruleId, one])), [report.data]);
  const wanted = text.trim().toLowerCase();
  const shown = rules.filter(({ id, name, tags }) => `${id} ${name} ${tags.join(' ')}`.toLowerCase().includes(wanted));
  const pending = <Skeleton height={10} width={40} />;
  return (
    <Card title={t('rules.liveRules', { version: version.version, count: rules.length })} aside={<Since version={version} />}>
      <FilterText
        label={t('rules.findRule')}
        placeholder={t('rules.findRule')}
        value={text}
        onChange={setText}
        onLeave={() => list.current?.querySelector('section')?.focus()}
      />
      {report.isError && <ErrorNotice error={report.error} title={t('rules.noFigures')} onRetry={() => void report.refetch()} />}
      <div ref={list}>
        <MiniTable
          label={t('rules.list')}
          rows={shown}
          rowId={({ id }) => id}
          isFaded={({ enabled }) => !enabled}
          columns={[
            {
              name: t('rules.column.rule'),
              wide: true,
              cell: (rule) => (
                <span className={classes.rule} title={rule.reason}>
                  <span>
                    {rule.name}
                    {!rule.enabled && ` (${t('rules.off')})`}
                  </span>
                  <span className={classes.when}>{rule.when}</span>
                </span>
              ),
            },
            {
              name: t('rules.column.tags'),
              cell: ({ tags }) => (
                <span className={classes.tags}>
                  {tags.map((tag) => (
                    <span key={tag} className={classes.tag}>
                      {tag}
                    </span>
                  ))}
                </span>
              ),
            },
            {
              name: t('rules.column.effect'),
              align: 'end',
              cell: ({ score, outcome }) =>
                outcome === undefined ? <strong>{`${(score ?? 0) > 0 ? '+' : ''}${score ?? 0}`}</strong> : <OutcomeBadge value={outcome} />,
            },
            {
              name: t('rules.column.hits'),
              align: 'end',
              cell: ({ id }) => {
                const one = figures.get(id);
                if (one === undefined) return report.isFetching ? pending : t('ui.none');
                return (
                  <TextLink to="/decisions" search={{ rule: id }}>
                    {number(one.hits, locale())}
                  </TextLink>
                );
              },
            },
            {
              name: t('rules.column.precision'),
              align: 'end',
              cell: ({ id }) => rateWords(t, figures.get(id)?.precision ?? null),
            },
            {
              name: t('rules.column.recall'),
              align: 'end',
              cell: ({ id }) => rateWords(t, figures.get(id)?.recall ?? null),
            },
          ]}
        />
      </div>
    </Card>
  );
}
