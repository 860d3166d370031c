import { IconAlertTriangle, IconClock } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Overview } from '../../../../shared/contract/console/overview.ts';
import type { HoldCause } from '../../../../shared/vocabulary/index.ts';
import { locale } from '../../../i18n/i18n.ts';
import { Card, Nothing } from '../../../ui/Card.tsx';
import { Countdown } from '../../../ui/Countdown.tsx';
import { number } from '../../../ui/format.ts';
import { MiniTable } from '../../../ui/MiniTable.tsx';
import { Moment } from '../../../ui/Moment.tsx';
import { Tag } from '../../../ui/Tag.tsx';
import { PathLink } from '../../shell/PathLink.tsx';
import { TextLink } from '../../shell/TextLink.tsx';
import type { CaseShow } from '../cases/search.ts';
import { CustomerLink } from '../customers/CustomerLink.tsx';
import classes from './overview.module.css';

interface PartProps {
  readonly overview: Overview;
  readonly className?: string | undefined;
}

export function Approvals({ overview, className }: PartProps) {
  const { t } = useTranslation();
  const { waiting, nextEnd } = overview.approvals;
  return (
    <Card title={t('overview.approvals')} className={className}>
      <p className={classes.figure}>
        <TextLink to="/approvals" search={{ show: 'pending' }}>
          {number(waiting, locale())}
        </TextLink>
      </p>
      <p className={classes.about}>{t('overview.approvalsWaiting', { count: waiting })}</p>
      {nextEnd !== null && (
        <p className={classes.about}>
          {t('overview.firstEnds')}{' '}
          <TextLink to="/approvals" search={{ show: 'pending' }}>
            <Countdown from={overview.at} to={nextEnd} />
          </TextLink>
        </p>
      )}
    </Card>
  );
}

export function Queues({ overview, className }: PartProps) {
  const { t } = useTranslation();
  return (
    <Card title={t('overview.queues')} className={className}>
      {overview.queues.length === 0 ? (
        <Nothing>{t('overview.noQueues')}</Nothing>
      ) : (
        <MiniTable
          label={t('overview.queuesLabel')}
          rows={overview.queues}
          rowId={({ kind }) => kind}
          columns={[
            { name: t('overview.queue.name'), wide: true, cell: ({ kind }) => t(`words.caseKind.${kind}`) },
            { name: t('overview.queue.open'), align: 'end', cell: ({ kind, open }) => <QueueLink kind={kind} count={open} /> },
            {
              name: t('overview.queue.unclaimed'),
              align: 'end',
              cell: ({ kind, unclaimed }) => <QueueLink kind={kind} count={unclaimed} list="unclaimed" />,
            },
            {
              name: t('overview.queue.soon'),
              align: 'end',
              cell: ({ kind, dueSoon }) => <Late kind={kind} count={dueSoon} list="due_soon" />,
            },
            {
              name: t('overview.queue.overdue'),
              align: 'end',
              cell: ({ kind, overdue }) => <Late kind={kind} count={overdue} list="overdue" />,
            },
            { name: t('overview.queue.next'), align: 'end', cell: ({ nextDue }) => <Moment at={nextDue} /> },
          ]}
        />
      )}
    </Card>
  );
}

type QueueKind = Overview['queues'][number]['kind'];

interface QueueLinkProps {
  readonly kind: QueueKind;
  readonly count: number;
  readonly list?: CaseShow;
}

function QueueLink({ kind, count, list }: QueueLinkProps) {
  return <PathLink path={`/cases?queue=${kind}${list === undefined ? '' : `&list=${list}`}`}>{number(count, locale())}</PathLink>;
}

function Late({ kind, count, list }: QueueLinkProps & { readonly list: 'due_soon' | 'overdue' }) {
  const link = <QueueLink kind={kind} count={count} list={list} />;
  if (count === 0) return link;
  return (
    <Tag tone={list === 'overdue' ? 'bad' : 'warn'} icon={list === 'overdue' ? IconAlertTriangle : IconClock}>
      {link}
    </Tag>
  );
}

export function Holds({ overview, className }: PartProps) {
  const { t } = useTranslation();
  const { byCause, next } = overview.holds;
  const all = byCause.reduce((sum, { count }) => sum + count, 0);
  return (
    <Card
      title={t('overview.holds')}
      className={className}
      aside={all > 0 && <TextLink to="/holds">{t('overview.holdsRunning', { count: all })}</TextLink>}
    >
      {all === 0 ? (
        <Nothing>{t('overview.noHolds')}</Nothing>
      ) : (
        <>
          <MiniTable
            label={t('overview.holdsByCause')}
            rows={byCause}
            rowId={({ cause }) => cause}
            columns={[
              { name: t('overview.hold.cause'), wide: true, cell: ({ cause }) => t(`words.holdCause.${cause}`) },
              { name: t('overview.hold.count'), align: 'end', cell: ({ cause, count }) => <CauseLink cause={cause} count={count} /> },
            ]}
          />
          {next.length > 0 && (
            <MiniTable
              label={t('overview.holdsNext')}
              rows={next}
              rowId={({ id }) => id}
              columns={[
                { name: t('overview.holdsNext'), wide: true, cell: ({ accountId }) => <CustomerLink id={accountId} /> },
                {
                  name: t('overview.hold.ends'),
                  align: 'end',
                  cell: ({ id, startsAt, endsAt }) =>
                    endsAt !== null && (
                      <TextLink to="/holds/$holdId" params={{ holdId: id }}>
                        <Countdown from={startsAt} to={endsAt} />
                      </TextLink>
                    ),
                },
              ]}
            />
          )}
        </>
      )}
    </Card>
  );
}

function CauseLink({ cause, count }: { readonly cause: HoldCause; readonly count: number }) {
  return (
    <TextLink to="/holds" search={{ cause }}>
      {number(count, locale())}
    </TextLink>
  );
}

export function Alerts({ overview, className }: PartProps) {
  const { t } = useTranslation();
  return (
    <Card
      title={t('overview.alerts')}
      className={className}
      aside={overview.alerts.length > 0 && <PathLink path="/cases?queue=suspicious_activity">{t('overview.allCases')}</PathLink>}
    >
      {overview.alerts.length === 0 ? (
        <Nothing>{t('overview.noAlerts')}</Nothing>
      ) : (
        <MiniTable
          label={t('overview.alertsLabel')}
          rows={overview.alerts}
          rowId={({ id }) => id}
          columns={[
            {
              name: t('overview.alert.what'),
              wide: true,
              cell: ({ id, title }) => <PathLink path={`/cases/${id}`}>{title}</PathLink>,
            },
            { name: t('overview.alert.customer'), cell: ({ accountId }) => <CustomerLink id={accountId} /> },
            { name: t('overview.alert.since'), align: 'end', cell: ({ createdAt }) => <Moment at={createdAt} /> },
          ]}
        />
      )}
    </Card>
  );
}
