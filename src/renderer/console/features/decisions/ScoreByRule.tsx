import { useTranslation } from 'react-i18next';
import type { DecisionDetail } from '../../../../shared/contract/console/index.ts';
import { locale } from '../../../i18n/i18n.ts';
import { BandBadge, OutcomeBadge } from '../../../ui/badges.tsx';
import { number } from '../../../ui/format.ts';
import { Section } from '../../../ui/SidePanel.tsx';
import { TextLink } from '../../shell/TextLink.tsx';
import classes from './decisions.module.css';
import { scoreParts } from './score.ts';

/** The score as a bar of the rules that made it, and those rules in words. */
export function ScoreByRule({ detail }: { readonly detail: DecisionDetail }) {
  const { t } = useTranslation();
  const { decision, hits, ruleErrors } = detail;
  const parts = scoreParts(hits);
  const ordered = [...parts.map((part) => part.hit), ...hits.filter((hit) => hit.score <= 0)];
  return (
    <Section
      title={t('decisions.detail.score')}
      aside={
        <span className={classes.score}>
          <strong>{decision.score}</strong>
          <BandBadge value={decision.band} />
        </span>
      }
    >
      <div
        className={classes.bar}
        role="img"
        aria-label={t('decisions.detail.scoreIs', { score: decision.score, band: t(`words.band.${decision.band}`) })}
      >
        {parts.map((part, index) => (
          <span
            key={part.hit.ruleId}
            className={classes.part}
            data-shade={index % 4}
            style={{ left: `${part.start * 100}%`, width: `${part.length * 100}%` }}
            title={`${part.hit.name}: ${part.hit.score}`}
          />
        ))}
      </div>
      {ordered.length === 0 ? (
        <p className={classes.soft}>{t('decisions.detail.noHits')}</p>
      ) : (
        <ul className={classes.hits}>
          {ordered.map((hit, index) => (
            <li key={hit.ruleId} className={classes.hit}>
              <span className={classes.swatch} data-shade={hit.score > 0 ? index % 4 : undefined} aria-hidden />
              <span className={classes.hitWords}>
                <TextLink to="/decisions" search={{ rule: hit.ruleId }} c="inherit" fw={500}>
                  {hit.name}
                </TextLink>
                <span className={classes.soft}>{hit.reason}</span>
              </span>
              {hit.outcome !== null && (
                <span className={classes.forces}>
                  {t('decisions.detail.forces')} <OutcomeBadge value={hit.outcome} />
                </span>
              )}
              <span className={classes.points}>{hit.score > 0 ? `+${number(hit.score, locale())}` : number(hit.score, locale())}</span>
            </li>
          ))}
        </ul>
      )}
      {ruleErrors.length > 0 && (
        <div className={classes.errors}>
          <strong>{t('decisions.detail.ruleErrors')}</strong>
          <span className={classes.soft}> {t('decisions.detail.ruleErrorsHint')}</span>
          <ul>
            {ruleErrors.map((error) => (
              <li key={error.ruleId}>
                {error.ruleId}: {error.message}
              </li>
            ))}
          </ul>
        </div>
      )}
    </Section>
  );
}
