import { SegmentedControl } from '@mantine/core';
import { memo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { locale } from '../../../../i18n/i18n.ts';
import { number } from '../../../../ui/format.ts';
import type { ExampleWish } from './Examples.tsx';
import { flipMatrix, isStricter } from './flip-matrix.ts';
import classes from './report.module.css';
import type { Report } from './use-report.ts';
import { resultWords } from './words.ts';

interface FlipsProps {
  readonly report: Report;
  readonly onExamples: (wish: ExampleWish) => void;
}

/** Live from above, the draft across: what lies off the diagonal is decided otherwise, and leads to its operations. */
function PlainFlips({ report, onExamples }: FlipsProps) {
  const { t } = useTranslation();
  const [by, setBy] = useState<'outcome' | 'method'>('outcome');
  const matrix = flipMatrix(report, by);
  return (
    <>
      <div className={classes.tools}>
        <SegmentedControl
          size="xs"
          aria-label={t('rules.report.by')}
          value={by}
          onChange={(value) => setBy(value === 'method' ? 'method' : 'outcome')}
          data={[
            { value: 'outcome', label: t('rules.report.byOutcome') },
            { value: 'method', label: t('rules.report.byMethod') },
          ]}
        />
        <span className={classes.soft}>{t('rules.report.changed', { count: matrix.changed })}</span>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that may scroll sideways has to be reachable by keyboard */}
      <section className={classes.scroller} tabIndex={0} aria-label={t('rules.report.flips')}>
        <table className={classes.matrix}>
          <thead>
            <tr>
              <th scope="col">{t('rules.report.liveToDraft')}</th>
              {matrix.draft.map((draft) => (
                <th key={draft} scope="col">
                  {resultWords(t, draft)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {matrix.live.map((live) => (
              <tr key={live}>
                <th scope="row">{resultWords(t, live)}</th>
                {matrix.draft.map((draft) => {
                  const cell = matrix.at(live, draft);
                  const tone = live === draft ? classes.same : isStricter(live, draft) ? classes.stricter : classes.looser;
                  const details = cell && t('rules.report.cell', { fraud: cell.fraud, legitimate: cell.legitimate });
                  return (
                    <td key={draft}>
                      {cell === undefined ? (
                        <span className={classes.cell} />
                      ) : (
                        <button
                          type="button"
                          className={`${classes.cell} ${tone}`}
                          title={details}
                          aria-label={t('rules.report.cellLabel', {
                            operations: number(cell.count, locale()),
                            live: resultWords(t, live),
                            draft: resultWords(t, draft),
                          })}
                          onClick={() => onExamples({ kind: 'flip', by, live, draft })}
                        >
                          {number(cell.count, locale())}
                        </button>
                      )}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </>
  );
}

/** Drawn anew with another report, not with every letter that is typed beside it. */
export const Flips = memo(PlainFlips);
