import { skipToken, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Card } from '../../../ui/Card.tsx';
import { api } from '../../connection/api.ts';
import { useMay } from '../../connection/use-me.ts';
import { TextLink } from '../../shell/TextLink.tsx';
import { RuleAlerts } from '../rules/live/RuleAlerts.tsx';

/** Rules that do something else than usual; not there while none does, since that is how it should be. */
export function RuleAlertsCard() {
  const { t } = useTranslation();
  const may = useMay('rules.read');
  const alerts = useQuery(api.tuning.trends.alerts.list.queryOptions({ input: may ? { ended: false } : skipToken }));
  const heard = (alerts.data?.items ?? []).filter(({ status }) => status !== 'snoozed');
  if (heard.length === 0) return null;
  return (
    <Card title={t('rules.alerts.title')} aside={<TextLink to="/rules">{t('rules.kind.rules')}</TextLink>}>
      <RuleAlerts alerts={heard} named />
    </Card>
  );
}
