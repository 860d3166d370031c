import { useTranslation } from 'react-i18next';
import type { CaseDetail } from '../../../../shared/contract/console/index.ts';
import { cases } from '../../../i18n/en/cases.ts';
import { Card } from '../../../ui/Card.tsx';
import { Fact, Facts } from '../../../ui/Facts.tsx';

type FactName = keyof typeof cases.fact;

const isKnown = (name: string): name is FactName => name in cases.fact;

/** What every kind of case can show: what the engine says of it at a glance. */
export function FactsBody({ case: detail }: { readonly case: CaseDetail }) {
  const { t } = useTranslation();
  return (
    <Card title={t('cases.detail.facts')}>
      <Facts>
        {detail.facts.map(({ name, value }) => (
          <Fact key={name} name={isKnown(name) ? t(`cases.fact.${name}`) : name}>
            {value === '' ? t('ui.none') : value.replaceAll('_', ' ')}
          </Fact>
        ))}
      </Facts>
    </Card>
  );
}
