import { Skeleton, Stack } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconX, IconZoomQuestion } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ApprovalRow } from '../../../../shared/contract/console/index.ts';
import { rejectReasons } from '../../../../shared/vocabulary/index.ts';
import { ActionButton } from '../../../ui/ActionButton.tsx';
import { RequestStatusBadge } from '../../../ui/badges.tsx';
import { CanonicalText } from '../../../ui/CanonicalText.tsx';
import { CopyText } from '../../../ui/CopyText.tsx';
import { Countdown } from '../../../ui/Countdown.tsx';
import { Country } from '../../../ui/Country.tsx';
import { errorCode } from '../../../ui/errors.ts';
import { Fact, Facts } from '../../../ui/Facts.tsx';
import { Loading } from '../../../ui/Loading.tsx';
import { Moment } from '../../../ui/Moment.tsx';
import { EmptyNotice, ErrorNotice } from '../../../ui/notices.tsx';
import { ReasonDialog } from '../../../ui/ReasonDialog.tsx';
import { Section, SidePanel } from '../../../ui/SidePanel.tsx';
import { api, client } from '../../connection/api.ts';
import { useMay } from '../../connection/use-me.ts';
import { TextLink } from '../../shell/TextLink.tsx';
import { CustomerLink } from '../customers/CustomerLink.tsx';

interface ApprovalPanelProps {
  readonly id: string;
  readonly onClose: () => void;
}

/** One request: the operation as the customer sees it, why it was asked, and how it stands. */
export function ApprovalPanel({ id, onClose }: ApprovalPanelProps) {
  const { t } = useTranslation();
  const mayCancel = useMay('approvals.cancel');
  const request = useQuery(api.approvals.get.queryOptions({ input: { id } }));
  const row = request.data;
  if (row === undefined) {
    const missing = errorCode(request.error) === 'not_found' || errorCode(request.error) === 'invalid_input';
    return (
      <SidePanel title={t('approvals.detail.open')} onClose={onClose}>
        {request.isPending && (
          <Loading>
            <PanelSkeleton />
          </Loading>
        )}
        {missing && (
          <EmptyNotice icon={IconZoomQuestion} title={t('approvals.detail.missing')}>
            {t('approvals.detail.missingText', { id })}
          </EmptyNotice>
        )}
        {request.isError && !missing && <ErrorNotice error={request.error} onRetry={() => void request.refetch()} />}
      </SidePanel>
    );
  }
  return (
    <SidePanel
      title={
        <>
          {t(`words.kind.${row.kind}`)}
          <RequestStatusBadge value={row.status} />
          {row.status === 'pending' && <Countdown from={row.createdAt} to={row.expiresAt} withBar />}
        </>
      }
      onClose={onClose}
      actions={mayCancel && <Cancel row={row} />}
    >
      <Section title={t('approvals.detail.text')}>
        <CanonicalText text={row.canonicalText} hint={t('approvals.detail.textHint')} />
      </Section>
      <Section title={t('approvals.detail.why')}>
        {row.why.length === 0 ? (
          <p>{t('approvals.detail.noWhy')}</p>
        ) : (
          <ul>
            {row.why.map((reason) => (
              <li key={reason}>{reason}</li>
            ))}
          </ul>
        )}
      </Section>
      <Section title={t('approvals.detail.facts')}>
        <RequestFacts row={row} />
      </Section>
    </SidePanel>
  );
}

function RequestFacts({ row }: { readonly row: ApprovalRow }) {
  const { t } = useTranslation();
  return (
    <Facts>
      <Fact name={t('approvals.detail.customer')}>
        {row.customerName !== null && <span>{row.customerName} · </span>}
        <CustomerLink id={row.accountId} />
      </Fact>
      <Fact name={t('approvals.detail.decisions')}>
        <TextLink to="/decisions" search={{ account: row.accountId }}>
          {t('approvals.detail.history')}
        </TextLink>
      </Fact>
      <Fact name={t('approvals.detail.client')}>{t(`words.client.${row.client}`)}</Fact>
      <Fact name={t('approvals.detail.country')}>
        <Country code={row.country} long />
      </Fact>
      <Fact name={t('approvals.column.method')}>{t(`words.factor.${row.method}`)}</Fact>
      <Fact name={t('approvals.detail.device')}>{row.deviceName ?? row.deviceId}</Fact>
      <Fact name={t('approvals.detail.asked')}>
        <Moment at={row.createdAt} long />
      </Fact>
      <Fact name={t('approvals.detail.expires')}>
        <Moment at={row.expiresAt} long />
      </Fact>
      {row.answeredAt !== null && (
        <Fact name={t('approvals.detail.answered')}>
          <Moment at={row.answeredAt} long />
        </Fact>
      )}
      {row.answerReason !== null && (
        <Fact name={t('approvals.detail.answerReason')}>
          <AnswerReason reason={row.answerReason} />
        </Fact>
      )}
      <Fact name={t('approvals.detail.operation')}>
        <CopyText text={row.operationId} name={t('approvals.detail.operation')} />
      </Fact>
      <Fact name={t('approvals.detail.requestId')}>
        <CopyText text={row.id} name={t('approvals.detail.requestId')} />
      </Fact>
    </Facts>
  );
}

/** Customers choose among a few reasons; staff and the engine write their own. */
function AnswerReason({ reason }: { readonly reason: string }) {
  const { t } = useTranslation();
  const known = rejectReasons.find((one) => one === reason);
  return known === undefined ? reason : t(`approvals.answerReason.${known}`);
}

function Cancel({ row }: { readonly row: ApprovalRow }) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState(false);
  const settled = row.status !== 'pending';
  return (
    <>
      <ActionButton
        label={t('approvals.cancel.action')}
        keys="r"
        icon={IconX}
        variant="default"
        disabled={settled}
        onAction={() => setAsking(true)}
      />
      {asking && (
        <ReasonDialog
          title={t('approvals.cancel.title')}
          confirm={t('approvals.cancel.confirm')}
          tone="danger"
          blocked={settled ? t('approvals.cancel.blocked', { status: t(`words.requestStatus.${row.status}`) }) : null}
          onClose={() => setAsking(false)}
          onConfirm={async (reason) => {
            await client.approvals.cancel({ id: row.id, reason });
            notifications.show({ message: t('approvals.cancel.done') });
          }}
        >
          {t('approvals.cancel.about')}
        </ReasonDialog>
      )}
    </>
  );
}

function PanelSkeleton() {
  return (
    <Stack gap="md">
      <Skeleton height={140} />
      <Skeleton height={60} />
      <Skeleton height={180} />
    </Stack>
  );
}
