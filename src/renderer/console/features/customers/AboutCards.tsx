import { IconFolderOpen } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { CustomerDetail } from '../../../../shared/contract/console/index.ts';
import { caseStatuses } from '../../../../shared/vocabulary/index.ts';
import { IdentityBadge } from '../../../ui/badges.tsx';
import { Card, Nothing } from '../../../ui/Card.tsx';
import { Countdown } from '../../../ui/Countdown.tsx';
import { Country } from '../../../ui/Country.tsx';
import { Fact, Facts } from '../../../ui/Facts.tsx';
import { Moment } from '../../../ui/Moment.tsx';
import { TextLink } from '../../shell/TextLink.tsx';
import type { CaseSearch } from '../cases/search.ts';
import { Lift } from '../holds/Lift.tsx';
import { CustomerLink } from './CustomerLink.tsx';
import classes from './CustomerView.module.css';
import { MaskedField } from './MaskedField.tsx';

export function AboutCard({ detail }: { readonly detail: CustomerDetail }) {
  const { t } = useTranslation();
  const { customer, identity, mainAccountId, subAccounts } = detail;
  return (
    <Card title={t('customers.detail.identity')} className={classes.identity}>
      <Facts>
        <Fact name={t('customers.column.name')}>
          <MaskedField accountId={customer.id} field="name" value={customer.name} />
        </Fact>
        <Fact name={t('customers.column.email')}>
          <MaskedField accountId={customer.id} field="email" value={customer.email} />
        </Fact>
        <Fact name={t('customers.column.phone')}>
          <MaskedField accountId={customer.id} field="phone" value={customer.phone} />
        </Fact>
        <Fact name={t('customers.column.country')}>
          <Country code={customer.country} long />
        </Fact>
        <Fact name={t('customers.detail.status')}>
          <IdentityBadge value={identity.status} />
        </Fact>
        <Fact name={t('customers.detail.level')}>{identity.level}</Fact>
        <Fact name={t('customers.detail.verifiedAt')}>
          <Moment at={identity.verifiedAt} long />
        </Fact>
        <Fact name={t('customers.detail.face')}>
          {identity.faceEnrolledAt === null ? t('customers.detail.notEnrolled') : <Moment at={identity.faceEnrolledAt} long />}
        </Fact>
        <Fact name={t('customers.detail.account')}>
          {customer.kind === 'sub' ? t('words.accountKind.sub') : t('words.accountKind.main')}
        </Fact>
        {mainAccountId !== null && (
          <Fact name={t('customers.detail.mainOf')}>
            <CustomerLink id={mainAccountId} />
          </Fact>
        )}
        {subAccounts.length > 0 && (
          <Fact name={t('customers.detail.subAccounts')}>
            {subAccounts.map((id) => (
              <div key={id}>
                <CustomerLink id={id} />
              </div>
            ))}
          </Fact>
        )}
        <Fact name={t('customers.detail.since')}>
          <Moment at={customer.createdAt} long />
        </Fact>
      </Facts>
    </Card>
  );
}

export function HoldsCard({ holds }: { readonly holds: CustomerDetail['holds'] }) {
  const { t } = useTranslation();
  return (
    <Card title={t('customers.detail.holds')} className={classes.aside}>
      {holds.length === 0 ? (
        <Nothing>{t('customers.detail.noHolds')}</Nothing>
      ) : (
        <ul className={classes.holds}>
          {holds.map((hold) => (
            <li key={hold.id} className={`${classes.hold} ${classes.wraps}`}>
              <span>{t(`words.holdCause.${hold.cause}`)}</span>
              {hold.endsAt === null ? <strong>{t('ui.until')}</strong> : <Countdown from={hold.startsAt} to={hold.endsAt} withBar />}
              {hold.endsAt !== null && <Lift holdId={hold.id} brief />}
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

/** Cases that are not closed, each leading to its page; the closed ones are in the inbox. */
export function CasesCard({ accountId, cases: all }: { readonly accountId: string; readonly cases: CustomerDetail['cases'] }) {
  const { t } = useTranslation();
  const cases = all.filter(({ status }) => status !== 'closed');
  return (
    <Card
      title={t('customers.detail.cases')}
      className={classes.aside}
      aside={
        all.length > cases.length && (
          <TextLink to="/cases" search={(): CaseSearch => ({ account: accountId, list: 'closed' })} fz="xs">
            {t('customers.detail.closedCases', { count: all.length - cases.length })}
          </TextLink>
        )
      }
    >
      {cases.length === 0 ? (
        <Nothing>{t('customers.detail.noCases')}</Nothing>
      ) : (
        <ul className={classes.holds}>
          {cases.map((one) => (
            <li key={one.id} className={classes.hold}>
              <span className={classes.withIcon}>
                <IconFolderOpen size={15} aria-hidden />
                <TextLink to="/cases/$caseId" params={{ caseId: one.id }}>
                  {one.title}
                </TextLink>
              </span>
              <span className={classes.soft}>
                <CaseStatus value={one.status} /> · <Moment at={one.createdAt} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

function CaseStatus({ value }: { readonly value: string }) {
  const { t } = useTranslation();
  const known = caseStatuses.find((status) => status === value);
  return known === undefined ? value : t(`cases.status.${known}`);
}
