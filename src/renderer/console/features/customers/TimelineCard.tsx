import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AuditEntry } from '../../../../shared/contract/console/index.ts';
import { Card, Nothing } from '../../../ui/Card.tsx';
import { FilterMenu } from '../../../ui/FilterMenu.tsx';
import { Moment } from '../../../ui/Moment.tsx';
import { actionArea, actionWords, actorKindWord, changeWords } from '../audit/audit-words.ts';
import classes from './CustomerView.module.css';

/** What happened to this customer, newest first. */
export function TimelineCard({ entries }: { readonly entries: readonly AuditEntry[] }) {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const areas = useMemo(() => [...new Set(entries.map((entry) => actionArea(entry.action)))].sort(), [entries]);
  const shown = chosen.length === 0 ? entries : entries.filter((entry) => chosen.includes(actionArea(entry.action)));
  return (
    <Card
      title={t('customers.detail.timeline')}
      className={classes.last}
      aside={
        areas.length > 1 && (
          <FilterMenu name={t('audit.column.action')} options={areas} chosen={chosen} word={actionWords} onChange={setChosen} />
        )
      }
    >
      {shown.length === 0 ? (
        <Nothing>{t('customers.detail.noTimeline')}</Nothing>
      ) : (
        <ol className={classes.timeline}>
          {shown.map((entry) => (
            <li key={`${entry.chain}-${entry.seq}`} className={classes.event}>
              <span className={classes.eventTime}>
                <Moment at={entry.at} />
              </span>
              <div>
                <div className={classes.eventWhat}>{actionWords(entry.action)}</div>
                <div className={classes.eventMore}>
                  {[entry.actorName ?? actorKindWord(t, entry.actorKind), changeWords(entry.changes), entry.reason]
                    .filter((part) => part !== null && part !== '')
                    .join(' · ')}
                </div>
              </div>
            </li>
          ))}
        </ol>
      )}
    </Card>
  );
}
