import { useTranslation } from 'react-i18next';
import type { DecisionDetail } from '../../../../shared/contract/console/index.ts';
import { locale } from '../../../i18n/i18n.ts';
import { CopyText } from '../../../ui/CopyText.tsx';
import { Country } from '../../../ui/Country.tsx';
import { Fact, Facts } from '../../../ui/Facts.tsx';
import { amount, number } from '../../../ui/format.ts';
import { Moment } from '../../../ui/Moment.tsx';
import { Mono } from '../../../ui/Mono.tsx';
import { CustomerLink } from '../customers/CustomerLink.tsx';

export function DecisionFacts({ detail }: { readonly detail: DecisionDetail }) {
  const { t } = useTranslation();
  const { decision, operation, facts, durationUs } = detail;
  const value = amount(facts.amount, facts.asset, locale());
  return (
    <Facts>
      <Fact name={t('decisions.detail.customer')}>
        <CustomerLink id={operation.accountId} />
      </Fact>
      {value !== null && <Fact name={t('decisions.detail.amount')}>{value}</Fact>}
      {facts.destination !== null && (
        <Fact name={t('decisions.detail.destination')}>
          <Mono>{facts.destination}</Mono>
        </Fact>
      )}
      <Fact name={t('decisions.detail.client')}>{t(`words.client.${facts.client}`)}</Fact>
      {facts.deviceId !== null && <Fact name={t('decisions.detail.device')}>{facts.deviceName ?? <Mono>{facts.deviceId}</Mono>}</Fact>}
      {facts.address !== null && (
        <Fact name={t('decisions.detail.address')}>
          <Mono>{facts.address}</Mono>
        </Fact>
      )}
      <Fact name={t('decisions.detail.country')}>
        <Country code={facts.country} long />
      </Fact>
      {facts.userAgent !== null && <Fact name={t('decisions.detail.software')}>{facts.userAgent}</Fact>}
      <Fact name={t('decisions.detail.source')}>{facts.source}</Fact>
      <Fact name={t('decisions.detail.at')}>
        <Moment at={decision.createdAt} long />
      </Fact>
      <Fact name={t('decisions.detail.took')}>{`${number(durationUs, locale())} µs`}</Fact>
      <Fact name={t('decisions.detail.versions')}>
        {t('decisions.detail.rulesVersion', { version: decision.rulesVersion })} ·{' '}
        {t('decisions.detail.matrixVersion', { version: decision.matrixVersion })}
      </Fact>
      <Fact name={t('decisions.detail.decisionId')}>
        <CopyText text={decision.id} name={t('decisions.detail.decisionId')} />
      </Fact>
      <Fact name={t('decisions.detail.operationId')}>
        <CopyText text={operation.id} name={t('decisions.detail.operationId')} />
      </Fact>
    </Facts>
  );
}
