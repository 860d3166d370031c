import { SegmentedControl, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CaseDetail } from '../../../../shared/contract/console/index.ts';
import { type CasePriority, casePriorities } from '../../../../shared/vocabulary/index.ts';
import { FormDialog } from '../../../ui/FormDialog.tsx';
import { WriteButton } from '../../../ui/WriteButton.tsx';
import { api, client, queryClient } from '../../connection/api.ts';
import { useMay } from '../../connection/use-me.ts';
import { PriorityBadge } from './badges.tsx';

const SHORTEST = 3;

/** How urgent the case is; changed with a reason, which decides where it stands in its queue. */
export function Priority({ detail }: { readonly detail: CaseDetail }) {
  const { t } = useTranslation();
  const mayWork = useMay('cases.work') && detail.mayClaim;
  const [asking, setAsking] = useState(false);
  return (
    <>
      <PriorityBadge value={detail.priority} quiet />
      {mayWork && detail.status !== 'closed' && (
        <WriteButton variant="subtle" size="compact-xs" onClick={() => setAsking(true)} aria-label={t('cases.priorityChange.title')}>
          {t('cases.priorityChange.change')}
        </WriteButton>
      )}
      {asking && <ChangePriority detail={detail} onClose={() => setAsking(false)} />}
    </>
  );
}

function ChangePriority({ detail, onClose }: { readonly detail: CaseDetail; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const { id } = detail;
  const [priority, setPriority] = useState<CasePriority>(detail.priority);
  const [reason, setReason] = useState('');
  return (
    <FormDialog
      title={t('cases.priorityChange.title')}
      confirm={t('cases.priorityChange.confirm')}
      ready={priority !== detail.priority && reason.trim().length >= SHORTEST}
      onClose={onClose}
      onConfirm={async () => {
        const after = await client.cases.setPriority({ id, priority, reason: reason.trim() });
        queryClient.setQueryData(api.cases.get.queryKey({ input: { id } }), after);
        onClose();
      }}
    >
      {() => (
        <>
          <SegmentedControl
            aria-label={t('cases.detail.priority')}
            value={priority}
            onChange={(value) => setPriority(value)}
            data={casePriorities.map((value) => ({ value, label: t(`cases.priority.${value}`) }))}
            data-autofocus
          />
          <Textarea
            label={t('ui.reason.label')}
            description={t('ui.reason.hint')}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value.replace(/[\r\n]+/g, ' '))}
            maxLength={400}
            required
          />
        </>
      )}
    </FormDialog>
  );
}
