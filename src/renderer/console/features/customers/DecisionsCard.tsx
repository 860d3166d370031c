import { useTranslation } from 'react-i18next';
import type { DecisionRow } from '../../../../shared/contract/console/index.ts';
import { locale } from '../../../i18n/i18n.ts';
import { OperationStatusBadge, OutcomeBadge } from '../../../ui/badges.tsx';
import { Card, Nothing } from '../../../ui/Card.tsx';
import { amount } from '../../../ui/format.ts';
import { type MiniColumn, MiniTable } from '../../../ui/MiniTable.tsx';
import { Moment } from '../../../ui/Moment.tsx';
import { TextLink } from '../../shell/TextLink.tsx';
import classes from './CustomerView.module.css';

export function DecisionsCard({ accountId, decisions }: { readonly accountId: string; readonly decisions: readonly DecisionRow[] }) {
  const { t } = useTranslation();
  const columns: readonly MiniColumn<DecisionRow>[] = [
    { name: t('decisions.column.at'), cell: (row) => <Moment at={row.createdAt} /> },
    {
      name: t('decisions.column.kind'),
      wide: true,
      cell: (row) => (
        <>
          <TextLink to="/decisions/$decisionId" params={{ decisionId: row.id }}>
            {[t(`words.kind.${row.kind}`), amount(row.amount, row.asset, locale())].filter((part) => part !== null).join(' ')}
          </TextLink>
          {row.topReason !== null && <div className={classes.soft}>{row.topReason}</div>}
        </>
      ),
    },
    { name: t('decisions.column.outcome'), cell: (row) => <OutcomeBadge value={row.outcome} /> },
    { name: t('decisions.column.score'), align: 'end', cell: (row) => row.score },
    { name: t('decisions.column.status'), cell: (row) => <OperationStatusBadge value={row.status} /> },
  ];
  return (
    <Card
      title={t('customers.detail.decisions')}
      aside={
        <TextLink to="/decisions" search={{ account: accountId }} fz="xs">
          {t('customers.detail.allDecisions')}
        </TextLink>
      }
    >
      {decisions.length === 0 ? (
        <Nothing>{t('customers.detail.noDecisions')}</Nothing>
      ) : (
        <MiniTable label={t('customers.detail.decisions')} columns={columns} rows={decisions} rowId={(row) => row.id} />
      )}
    </Card>
  );
}
