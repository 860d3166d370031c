import { useTranslation } from 'react-i18next';
import type { CaseDetail } from '../../../../shared/contract/console/index.ts';
import { locale } from '../../../i18n/i18n.ts';
import { Card } from '../../../ui/Card.tsx';
import { CopyText } from '../../../ui/CopyText.tsx';
import { Countdown } from '../../../ui/Countdown.tsx';
import { Fact, Facts } from '../../../ui/Facts.tsx';
import { list } from '../../../ui/list.ts';
import { Moment } from '../../../ui/Moment.tsx';
import { useMe } from '../../connection/use-me.ts';
import { CustomerLink } from '../customers/CustomerLink.tsx';
import { OutcomeBadge } from './badges.tsx';
import { Priority } from './ChangePriority.tsx';
import { levelWord } from './columns.tsx';
import { hoursWords } from './hours-words.ts';

/** Whose case it is, until when, and what belongs to it. */
export function AboutCase({ detail }: { readonly detail: CaseDetail }) {
  const { t } = useTranslation();
  const me = useMe();
  const mine = detail.status === 'claimed' && detail.assignee?.id === me.id;
  return (
    <Card title={t(`words.caseKind.${detail.kind}`)}>
      <Facts>
        <Fact name={t('cases.detail.customer')}>
          {detail.customerName !== null && <span>{detail.customerName} · </span>}
          <CustomerLink id={detail.accountId} />
        </Fact>
        <Fact name={t('cases.detail.assignee')}>{detail.assignee?.name ?? t('cases.detail.nobody')}</Fact>
        {mine && detail.leaseUntil !== null && (
          <Fact name={t('cases.detail.lease')}>
            <Countdown from={detail.updatedAt} to={detail.leaseUntil} />
          </Fact>
        )}
        {detail.firstBy !== null && <Fact name={t('cases.detail.firstBy')}>{detail.firstBy.name}</Fact>}
        <Fact name={t('cases.detail.priority')}>
          <Priority detail={detail} />
        </Fact>
        <Fact name={t('cases.detail.line')}>{levelWord(t, detail.level)}</Fact>
        <Fact name={t('cases.detail.opened')}>
          <Moment at={detail.createdAt} long />
        </Fact>
        {detail.status !== 'closed' && (
          <Fact name={t('cases.detail.due')}>
            <Moment at={detail.dueAt} long />
            {detail.businessHours !== null && (
              <>
                <br />
                {t('cases.detail.businessHours', { hours: hoursWords(detail.businessHours, locale()) })}
              </>
            )}
          </Fact>
        )}
        {detail.deadlineAt !== null && (
          <Fact name={t('cases.detail.deadline')}>
            <Moment at={detail.deadlineAt} long />
            <br />
            {t('cases.detail.deadlineText', { action: t(`cases.deadlineAction.${detail.deadlineAction}`) })}
          </Fact>
        )}
        {detail.outcome !== null && (
          <Fact name={t('cases.detail.outcome')}>
            <OutcomeBadge value={detail.outcome} />
          </Fact>
        )}
        {detail.closedBy !== null && <Fact name={t('cases.detail.closedBy')}>{detail.closedBy}</Fact>}
        {detail.closeReason !== null && <Fact name={t('cases.detail.reason')}>{detail.closeReason}</Fact>}
        {detail.watchers.length > 0 && (
          <Fact name={t('cases.detail.watchers')}>
            {list(
              detail.watchers.map(({ name }) => name),
              locale(),
            )}
          </Fact>
        )}
        <Fact name={t('cases.detail.caseId')}>
          <CopyText text={detail.id} name={t('cases.detail.caseId')} />
        </Fact>
      </Facts>
    </Card>
  );
}
