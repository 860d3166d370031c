import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { IdentityRequestDetail } from '../../../../../../shared/contract/console/identity.ts';
import type { CaseDetail } from '../../../../../../shared/contract/console/index.ts';
import { locale } from '../../../../../i18n/i18n.ts';
import { Card } from '../../../../../ui/Card.tsx';
import { relativeTime, share } from '../../../../../ui/format.ts';
import { useEngineNow } from '../../../../../ui/use-watched.ts';
import { CustomerLink } from '../../../customers/CustomerLink.tsx';
import { Notice } from '../Body.tsx';
import classes from './identity.module.css';

interface ConflictsProps {
  readonly case: CaseDetail;
  readonly request: IdentityRequestDetail;
}

/** What speaks against a request, before anything else about it, and whether it takes two people. */
export function Conflicts({ case: shown, request }: ConflictsProps) {
  const { t } = useTranslation();
  return (
    <Card title={t('caseBodies.identity.conflicts')}>
      {request.conflicts.length === 0 ? (
        <p className={classes.clear}>
          <IconCircleCheck size={17} aria-hidden />
          {t('caseBodies.identity.noConflicts')}
        </p>
      ) : (
        <ul className={classes.conflicts}>
          {request.conflicts.map((conflict) => (
            <li key={`${conflict.code}-${conflict.accountId ?? ''}`} className={classes.conflict}>
              <IconAlertTriangle size={17} aria-hidden />
              <span>
                <strong>{t(`caseBodies.identity.conflict.${conflict.code}`)}</strong>
                {conflict.score !== undefined && <span className={classes.soft}> {share(conflict.score, locale())}</span>}
                {conflict.accountId !== undefined && (
                  <>
                    {' · '}
                    <CustomerLink id={conflict.accountId} />
                  </>
                )}
              </span>
            </li>
          ))}
        </ul>
      )}
      <SecondPerson case={shown} request={request} />
    </Card>
  );
}

function SecondPerson({ case: shown, request }: ConflictsProps) {
  const { t } = useTranslation();
  const now = useEngineNow('ten-seconds');
  if (request.status !== 'open' && request.status !== 'awaiting_second') return null;
  if (!request.needsSecond) return <p className={classes.soft}>{t('caseBodies.identity.secondNot')}</p>;
  if (request.firstApprovedAt === null) return <Notice tone="warn" title={t('caseBodies.identity.secondNeeded')} />;
  const name = shown.firstBy?.name ?? request.firstApprover ?? '';
  return (
    <Notice
      tone="info"
      title={t('caseBodies.identity.secondGiven', { name, when: relativeTime(request.firstApprovedAt, now, locale()) })}
    />
  );
}
