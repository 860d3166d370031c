import { useTranslation } from 'react-i18next';
import type { LoginEvidence as Evidence } from '../../../../shared/contract/console/decisions.ts';
import { clientKinds } from '../../../../shared/vocabulary/index.ts';
import { locale } from '../../../i18n/i18n.ts';
import { Country } from '../../../ui/Country.tsx';
import { number } from '../../../ui/format.ts';
import { Section } from '../../../ui/SidePanel.tsx';
import classes from './decisions.module.css';

/** What makes less of a difference than this is no difference. */
const leastTimes = 1.05;
const hoursTogether = 4;
/** A rarer value is told as rarer than this. */
const leastShare = 0.001;

/** What stands below something that the customer never had adds nothing. */
const says = ({ feature, ownOf, weight }: Evidence): boolean =>
  feature === 'reputation' || Math.round(ownOf) > 0 || 10 ** Math.abs(weight) >= leastTimes;

/** Whose log-in it looks like, feature by feature, in words (RT-11). */
export function LoginEvidence({ evidence }: { readonly evidence: readonly Evidence[] }) {
  const { t } = useTranslation();
  const times = useTimes();
  const telling = evidence.filter(says);
  const total = evidence.reduce((sum, { weight }) => sum + weight, 0);
  return (
    <Section title={t('decisions.detail.login.title')} aside={<strong>{times(total)}</strong>}>
      <p className={classes.soft}>{t(telling.length === 0 ? 'decisions.detail.login.nothing' : 'decisions.detail.login.about')}</p>
      <dl className={classes.signals}>
        {telling.map((each) => (
          <Row key={each.feature} evidence={each} />
        ))}
      </dl>
    </Section>
  );
}

function useTimes(): (weight: number) => string {
  const { t } = useTranslation();
  return (weight) => {
    const times = 10 ** Math.abs(weight);
    if (times < leastTimes) return t('decisions.detail.login.equal');
    const shown = number(times < 10 ? Math.round(times * 10) / 10 : Math.round(times), locale());
    return t(weight > 0 ? 'decisions.detail.login.against' : 'decisions.detail.login.for', { times: shown });
  };
}

function Row({ evidence }: { readonly evidence: Evidence }) {
  const { t } = useTranslation();
  const times = useTimes();
  return (
    <div className={classes.signal}>
      <dt>
        <span>
          {t(`decisions.detail.login.feature.${evidence.feature}`)}{' '}
          <strong className={classes.evidenceValue}>
            <Value evidence={evidence} />
          </strong>
        </span>
        <span className={classes.soft}>
          <Compared evidence={evidence} />
        </span>
      </dt>
      <dd data-against={evidence.weight > Math.log10(leastTimes) || undefined} className={classes.evidence}>
        {times(evidence.weight)}
      </dd>
    </div>
  );
}

function Value({ evidence: { feature, value } }: { readonly evidence: Evidence }) {
  const { t } = useTranslation();
  if (value === '?') return t('decisions.detail.missingValue');
  if (feature === 'country') return <Country code={value} long />;
  if (feature === 'asn') return `AS${value}`;
  if (feature === 'hours') {
    const from = Number(value) * hoursTogether;
    return t('decisions.detail.login.hoursOf', { from, to: from + hoursTogether });
  }
  const client = feature === 'client' ? clientKinds.find((kind) => kind === value) : undefined;
  return client === undefined ? value : t(`words.client.${client}`);
}

function Compared({ evidence: { feature, own, ownOf, share } }: { readonly evidence: Evidence }) {
  const { t } = useTranslation();
  if (feature === 'reputation') return t('decisions.detail.login.reputation');
  const rounded = Math.round(ownOf);
  const format = new Intl.NumberFormat(locale(), { style: 'percent', maximumSignificantDigits: 2 });
  const percent = share < leastShare ? `< ${format.format(leastShare)}` : format.format(share);
  const seen = Math.round(own);
  return seen === 0
    ? t('decisions.detail.login.never', { count: rounded, share: percent })
    : t('decisions.detail.login.seen', { own: seen, count: rounded, share: percent });
}
