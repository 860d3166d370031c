import { Button } from '@mantine/core';
import { memo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { locale } from '../../../../i18n/i18n.ts';
import { number } from '../../../../ui/format.ts';
import { MiniTable } from '../../../../ui/MiniTable.tsx';
import type { ExampleWish } from './Examples.tsx';
import classes from './report.module.css';
import type { Report } from './use-report.ts';
import { rateWords } from './words.ts';

interface RuleTableProps {
  readonly report: Report;
  /** Rules that the draft changes: they come first. */
  readonly changed: ReadonlySet<string>;
  readonly onExamples: (wish: ExampleWish) => void;
}

const FEW = 8;

/** What every rule hits, adds and costs. */
function PlainRuleTable({ report, changed, onExamples }: RuleTableProps) {
  const { t } = useTranslation();
  const [all, setAll] = useState(false);
  const sorted = [...report.rules].sort((a, b) => Number(changed.has(b.ruleId)) - Number(changed.has(a.ruleId)) || b.hits - a.hits);
  return (
    <>
      <MiniTable
        label={t('rules.report.rules')}
        rows={all ? sorted : sorted.slice(0, FEW)}
        rowId={({ ruleId }) => ruleId}
        isFaded={({ hits }) => hits === 0}
        columns={[
          {
            name: t('rules.report.rule'),
            wide: true,
            cell: ({ name, ruleId, overlaps }) => (
              <span
                title={overlaps
                  .slice(0, 3)
                  .map((one) => t('rules.report.overlap', { rule: one.ruleId, share: rateWords(t, one.share) }))
                  .join('\n')}
              >
                {changed.has(ruleId) ? <strong>{name}</strong> : name}
              </span>
            ),
          },
          {
            name: t('rules.report.hits'),
            align: 'end',
            cell: ({ ruleId, name, hits }) =>
              hits === 0 ? (
                '0'
              ) : (
                <button
                  type="button"
                  className={classes.link}
                  aria-label={t('rules.report.hitsOf', { hits: number(hits, locale()), rule: name })}
                  onClick={() => onExamples({ kind: 'rule', ruleId, name })}
                >
                  {number(hits, locale())}
                </button>
              ),
          },
          { name: t('rules.report.name.precision'), align: 'end', cell: ({ precision }) => rateWords(t, precision) },
          { name: t('rules.report.adds'), align: 'end', cell: ({ aloneFraud }) => number(aloneFraud, locale()) },
          { name: t('rules.report.costs'), align: 'end', cell: ({ aloneLegitimate }) => number(aloneLegitimate, locale()) },
          { name: t('rules.report.changes'), align: 'end', cell: ({ changes }) => number(changes, locale()) },
        ]}
      />
      {sorted.length > FEW && (
        <Button variant="subtle" size="compact-xs" mt="xs" onClick={() => setAll(!all)}>
          {all ? t('rules.report.fewer') : t('rules.report.allRules', { count: sorted.length })}
        </Button>
      )}
    </>
  );
}

/** Drawn anew with another report, not with every letter that is typed beside it. */
export const RuleTable = memo(PlainRuleTable);
