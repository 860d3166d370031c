import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { CaseDetail } from '../../../../../shared/contract/console/index.ts';
import { Card } from '../../../../ui/Card.tsx';
import { api } from '../../../connection/api.ts';
import { CallerCheck } from '../../recovery/CallerCheck.tsx';
import { Body } from './Body.tsx';
import classes from './bodies.module.css';
import { Follows } from './Follows.tsx';
import { Content } from './reset/Content.tsx';
import { Evidence } from './reset/Evidence.tsx';
import { Risk, Standing } from './reset/Standing.tsx';
import { RecoveryTask } from './Task.tsx';

/** RC-01 to RC-05: what is to be reset, what speaks for the customer, and what will follow. Recoveries without a reset begin one here. */
export function DeviceReset({ case: shown }: { readonly case: CaseDetail }) {
  const { id } = shown.subject;
  return id === null || shown.subject.kind !== 'device_reset' ? <RecoveryTask case={shown} /> : <OfReset case={shown} id={id} />;
}

function OfReset({ case: shown, id }: { readonly case: CaseDetail; readonly id: string }) {
  const { t } = useTranslation();
  const reset = useQuery(api.recovery.get.queryOptions({ input: { id } }));
  return (
    <Body query={reset}>
      {(data) => {
        const open = data.status === 'requested' || data.status === 'in_review';
        return (
          <>
            <Standing reset={data} />
            <div className={classes.pair}>
              <div className={classes.stack}>
                {(open || data.callers.length > 0) && (
                  <Card title={t('caseBodies.caller.title')}>
                    <CallerCheck accountId={data.accountId} resetId={data.id} callers={data.callers} names={data.names} open={open} />
                  </Card>
                )}
                <Evidence reset={data} />
              </div>
              <div className={classes.stack}>
                <Content reset={data} />
                <Risk case={shown} reset={data} />
              </div>
            </div>
            <Follows case={shown} />
          </>
        );
      }}
    </Body>
  );
}
