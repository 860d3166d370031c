import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Card, Nothing } from '../../../ui/Card.tsx';
import { Moment } from '../../../ui/Moment.tsx';
import { ErrorNotice } from '../../../ui/notices.tsx';
import { api } from '../../connection/api.ts';
import { actionWords, actorKindWord, changeWords } from '../audit/audit-words.ts';
import classes from './cases.module.css';

/** Everything that happened to the case and to what it is about, from the audit trail. */
export function History({ id }: { readonly id: string }) {
  const { t } = useTranslation();
  const history = useQuery(api.cases.history.queryOptions({ input: { id } }));
  return (
    <Card title={t('cases.detail.history')}>
      {history.isError && <ErrorNotice error={history.error} onRetry={() => void history.refetch()} />}
      {history.data?.items.length === 0 && <Nothing>{t('cases.detail.noHistory')}</Nothing>}
      <ol className={classes.entries}>
        {history.data?.items.map((entry) => (
          <li key={`${entry.chain}-${entry.seq}`} className={classes.entry}>
            <span className={classes.entryHead}>
              <Moment at={entry.at} />
              <span>{entry.actorName ?? actorKindWord(t, entry.actorKind)}</span>
            </span>
            <span>{actionWords(entry.action)}</span>
            <span className={classes.soft}>
              {[changeWords(entry.changes), entry.reason].filter((part) => part !== null && part !== '').join(' · ')}
            </span>
          </li>
        ))}
      </ol>
    </Card>
  );
}
