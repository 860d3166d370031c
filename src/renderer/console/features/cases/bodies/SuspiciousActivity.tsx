import { IconAlertTriangle } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { CaseDetail, CustomerDetail } from '../../../../../shared/contract/console/index.ts';
import { CanonicalText } from '../../../../ui/CanonicalText.tsx';
import { Card, Nothing } from '../../../../ui/Card.tsx';
import { Countdown } from '../../../../ui/Countdown.tsx';
import { Moment } from '../../../../ui/Moment.tsx';
import { Tag } from '../../../../ui/Tag.tsx';
import { api } from '../../../connection/api.ts';
import { TextLink } from '../../../shell/TextLink.tsx';
import { Around } from './Around.tsx';
import { Body, Notice } from './Body.tsx';
import classes from './bodies.module.css';
import { causeWords } from './cause.ts';
import { Follows } from './Follows.tsx';
import { LinkedCard } from './links/LinkedCard.tsx';

/** An account under suspicion: what raised it, what is stopped because of it, and what happened around it. */
export function SuspiciousActivity({ case: shown }: { readonly case: CaseDetail }) {
  const { t } = useTranslation();
  const customer = useQuery(api.customers.get.queryOptions({ input: { id: shown.accountId } }));
  const linked = useQuery(api.cases.linked.queryOptions({ input: { id: shown.id } }));
  const cause = causeWords(t, shown.cause);
  return (
    <Body query={customer}>
      {(detail) => (
        <>
          <div className={classes.pair}>
            <Card title={t('caseBodies.suspicion.raised')} aside={<Moment at={shown.createdAt} />}>
              <p className={classes.noticeTitle}>{shown.title}</p>
              {cause !== shown.title && <p>{cause}</p>}
              {shown.decisionId !== null && <Operation decisionId={shown.decisionId} />}
            </Card>
            <Held case={shown} detail={detail} />
          </div>
          <Around case={shown} />
          <LinkedCard query={linked} />
          <Follows case={shown} />
        </>
      )}
    </Body>
  );
}

function Operation({ decisionId }: { readonly decisionId: string }) {
  const { t } = useTranslation();
  const decision = useQuery(api.decisions.get.queryOptions({ input: { id: decisionId } }));
  if (decision.data === undefined) return null;
  return (
    <>
      <div className={classes.between}>
        <h3 className={classes.small}>{t('caseBodies.suspicion.operation')}</h3>
        <TextLink to="/decisions/$decisionId" params={{ decisionId }} fz="xs">
          {t('caseBodies.review.open')}
        </TextLink>
      </div>
      <CanonicalText text={decision.data.operation.canonicalText} hint={t('decisions.detail.textHint')} />
    </>
  );
}

/** A hold that waits for the case, and whatever else stops the account now. */
function Held({ case: shown, detail }: { readonly case: CaseDetail; readonly detail: CustomerDetail }) {
  const { t } = useTranslation();
  const frozen = detail.customer.status === 'frozen';
  const waiting = Number(shown.facts.find(({ name }) => name === 'waitingHolds')?.value ?? 0);
  return (
    <Card title={t('caseBodies.suspicion.held')}>
      {frozen && <Notice tone="warn" title={t('caseBodies.suspicion.frozen')} />}
      {!frozen && detail.holds.length === 0 && <Nothing>{t('caseBodies.suspicion.heldNone')}</Nothing>}
      <ul className={classes.plain}>
        {detail.holds.map((hold) => (
          <li key={hold.id} className={classes.between}>
            <span>{t(`words.holdCause.${hold.cause}`)}</span>
            {hold.endsAt !== null ? (
              <Countdown from={hold.startsAt} to={hold.endsAt} />
            ) : (
              <Tag tone="warn" icon={IconAlertTriangle}>
                {waiting > 0 ? t('caseBodies.suspicion.ofThis') : t('ui.until')}
              </Tag>
            )}
          </li>
        ))}
      </ul>
    </Card>
  );
}
