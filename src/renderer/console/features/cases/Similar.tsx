import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Card, Nothing } from '../../../ui/Card.tsx';
import { Moment } from '../../../ui/Moment.tsx';
import { ErrorNotice } from '../../../ui/notices.tsx';
import { api } from '../../connection/api.ts';
import { TextLink } from '../../shell/TextLink.tsx';
import { OutcomeBadge } from './badges.tsx';
import classes from './cases.module.css';

/** Past cases that were most like this one, and how they ended. */
export function Similar({ id }: { readonly id: string }) {
  const { t } = useTranslation();
  const similar = useQuery(api.cases.similar.queryOptions({ input: { id } }));
  return (
    <Card title={t('cases.detail.similar')}>
      {similar.isError && <ErrorNotice error={similar.error} onRetry={() => void similar.refetch()} />}
      {similar.data?.items.length === 0 && <Nothing>{t('cases.detail.noSimilar', { count: similar.data.looked })}</Nothing>}
      <ol className={classes.entries}>
        {similar.data?.items.map((each) => (
          <li key={each.id} className={classes.entry}>
            <span className={classes.entryHead}>
              {each.outcome !== null && <OutcomeBadge value={each.outcome} />}
              <TextLink to="/cases/$caseId" params={{ caseId: each.id }}>
                {each.title}
              </TextLink>
              <span>{t('cases.detail.alike', { percent: `${Math.round(each.score * 100)} %` })}</span>
              <Moment at={each.closedAt} />
            </span>
            <span className={classes.soft}>
              {[each.shared.join(' · '), each.reason, each.closedBy].filter((part) => part !== null && part !== '').join(' — ')}
            </span>
          </li>
        ))}
      </ol>
    </Card>
  );
}
