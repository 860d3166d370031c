import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CaseDetail } from '../../../../../shared/contract/console/index.ts';
import { Card, Nothing } from '../../../../ui/Card.tsx';
import { Moment } from '../../../../ui/Moment.tsx';
import { api } from '../../../connection/api.ts';
import { useMay } from '../../../connection/use-me.ts';
import { CallerOfAccount } from '../../recovery/CallerOfAccount.tsx';
import { StartReset } from '../../recovery/StartReset.tsx';
import { FactsBody } from '../FactsBody.tsx';
import { Around } from './Around.tsx';
import classes from './bodies.module.css';
import { causeWords } from './cause.ts';
import { Follows } from './Follows.tsx';

/** Work without a record of its own to decide: what raised it, and what happened around it. */
export function Task({ case: shown }: { readonly case: CaseDetail }) {
  return (
    <div className={classes.body}>
      <Raised case={shown} />
      <FactsBody case={shown} />
      <Around case={shown} />
      <Follows case={shown} />
    </div>
  );
}

function Raised({ case: shown }: { readonly case: CaseDetail }) {
  const { t } = useTranslation();
  const cause = causeWords(t, shown.cause);
  return (
    <Card title={t('caseBodies.suspicion.raised')} aside={<Moment at={shown.createdAt} />}>
      <p className={classes.noticeTitle}>{shown.title}</p>
      {cause !== shown.title && <p>{cause}</p>}
    </Card>
  );
}

/** A customer who needs help and has no reset under way: verify who calls, and start one from here. */
export function RecoveryTask({ case: shown }: { readonly case: CaseDetail }) {
  const { t } = useTranslation();
  const { accountId } = shown;
  const resets = useQuery(api.recovery.list.queryOptions({ input: { status: 'open', accountId } }));
  const open = resets.data?.items[0] ?? null;
  const mayStart = useMay('recovery.start');
  const [asked, setAsked] = useState<string | null>(null);
  return (
    <div className={classes.body}>
      <Raised case={shown} />
      <div className={classes.pair}>
        <Card title={t('caseBodies.caller.title')}>
          <CallerOfAccount accountId={accountId} asked={asked} onAsked={setAsked} />
        </Card>
        <Card title={t('caseBodies.reset.what')}>
          {open === null && !mayStart ? (
            <Nothing>{t('caseBodies.reset.mayNotStart')}</Nothing>
          ) : (
            <StartReset accountId={accountId} open={open} />
          )}
        </Card>
      </div>
      <Around case={shown} />
      <Follows case={shown} />
    </div>
  );
}
