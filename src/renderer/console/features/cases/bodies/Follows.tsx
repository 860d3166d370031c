import { IconArrowRight } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { Consequence } from '../../../../../shared/contract/console/consequences.ts';
import type { CaseDetail } from '../../../../../shared/contract/console/index.ts';
import { locale } from '../../../../i18n/i18n.ts';
import { Card } from '../../../../ui/Card.tsx';
import { duration } from '../../../../ui/format.ts';
import { ErrorNotice } from '../../../../ui/notices.tsx';
import { api } from '../../../connection/api.ts';
import classes from './bodies.module.css';

/** What each verdict leads to, before anybody gives one. Nothing is shown of a case that is decided. */
export function Follows({ case: shown }: { readonly case: CaseDetail }) {
  const { t } = useTranslation();
  const open = shown.status === 'open' || shown.status === 'claimed' || shown.status === 'pending_effect';
  const foreseen = useQuery(api.cases.consequences.queryOptions({ input: { id: shown.id }, enabled: open }));
  if (!open) return null;
  return (
    <Card title={t('caseBodies.follows.title')}>
      {foreseen.isError && <ErrorNotice error={foreseen.error} onRetry={() => void foreseen.refetch()} />}
      {foreseen.data !== undefined && (
        <>
          <div className={classes.verdicts}>
            {foreseen.data.verdicts.map(({ verdict, items }) => (
              <div key={verdict}>
                <h3 className={classes.small}>{t(`caseBodies.follows.verdict.${verdict}`)}</h3>
                <ol className={classes.steps}>
                  {items.map((item) => (
                    <li key={JSON.stringify(item)}>
                      <IconArrowRight size={14} aria-hidden />
                      <span>{consequenceWords(t, item)}</span>
                    </li>
                  ))}
                </ol>
              </div>
            ))}
          </div>
          <p className={classes.soft}>{t('caseBodies.follows.undo', { time: duration(foreseen.data.undoMs, locale()) })}</p>
        </>
      )}
    </Card>
  );
}

/** One consequence as a sentence. */
export function consequenceWords(t: TFunction, item: Consequence): string {
  switch (item.kind) {
    case 'delay':
      return t('caseBodies.follows.delay', { time: duration(item.durationMs, locale()) });
    case 'factors_removed':
      return t('caseBodies.follows.factors_removed', { count: item.count, factor: t(`words.factor.${item.factor}`) });
    case 'sessions_ended':
    case 'holds_kept':
    case 'holds_ended':
      return t(`caseBodies.follows.${item.kind}`, { count: item.count });
    case 'hold_started':
      return t('caseBodies.follows.hold_started', {
        time: duration(item.durationMs, locale()),
        cause: lowerFirst(t(`words.holdCause.${item.cause}`)),
      });
    case 'operation_authorized':
    case 'operation_denied':
      return t(`caseBodies.follows.${item.kind}`, { operation: lowerFirst(t(`words.kind.${item.operation}`)) });
    case 'labelled':
      return t(`caseBodies.follows.labelled.${item.label}`);
    case 'customer_told': {
      const channels = item.channels.map((channel) => t(`caseBodies.follows.channel.${channel}`));
      if (channels.length === 0) return t('caseBodies.follows.customer_not_told');
      return t('caseBodies.follows.customer_told', { channels: channels.join(t('caseBodies.follows.and')) });
    }
    default:
      return t(`caseBodies.follows.${item.kind}`);
  }
}

/** For words inside a sentence; what is written in capitals stays. */
const lowerFirst = (text: string): string => (/^\p{Lu}{2}/u.test(text) ? text : text.charAt(0).toLocaleLowerCase() + text.slice(1));
