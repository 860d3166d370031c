import { useTranslation } from 'react-i18next';
import type { Linked } from '../../../../../../shared/contract/console/index.ts';
import { identityStatuses } from '../../../../../../shared/vocabulary/index.ts';
import { IdentityBadge } from '../../../../../ui/badges.tsx';
import { type MiniColumn, MiniTable } from '../../../../../ui/MiniTable.tsx';
import { CustomerLink } from '../../../customers/CustomerLink.tsx';
import { AccountMarks } from './AccountMarks.tsx';
import classes from './links.module.css';

type LinkedAccount = Linked['accounts'][number];

/** The graph's equal in a table: each account with everything that it shares. */
export function LinkedList({ linked }: { readonly linked: Linked }) {
  const { t } = useTranslation();
  const sharedBy = (id: string) => linked.links.filter((link) => link.accountIds.some((each) => each === id));
  const columns: readonly MiniColumn<LinkedAccount>[] = [
    {
      name: t('caseBodies.links.account'),
      cell: (account) => (
        <>
          {account.customerName ?? ''} <br />
          <CustomerLink id={account.accountId} />
        </>
      ),
    },
    {
      name: t('caseBodies.links.by'),
      wide: true,
      cell: (account) => (
        <ul className={classes.plain}>
          {sharedBy(account.accountId).map((link) => (
            <li key={`${link.kind}-${link.label}`}>
              {t(`caseBodies.links.kind.${link.kind}`)}: {link.label}
            </li>
          ))}
        </ul>
      ),
    },
    { name: t('caseBodies.links.identity'), cell: (account) => <Identity value={account.identityStatus} /> },
    { name: t('caseBodies.links.cases'), cell: (account) => <AccountMarks account={account} /> },
  ];
  return (
    <MiniTable
      label={t('caseBodies.links.title')}
      columns={columns}
      rows={linked.accounts.slice(1)}
      rowId={(account) => account.accountId}
    />
  );
}

function Identity({ value }: { readonly value: string }) {
  const known = identityStatuses.find((status) => status === value);
  return known === undefined ? <span>{value}</span> : <IdentityBadge value={known} />;
}
