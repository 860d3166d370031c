import { notifications } from '@mantine/notifications';
import { IconBan, IconCheck } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Operation } from '../../../../shared/contract/operation.ts';
import { ActionButton } from '../../../ui/ActionButton.tsx';
import { ReasonDialog } from '../../../ui/ReasonDialog.tsx';
import { useWhatChanged } from '../../../ui/WhatChanged.tsx';
import { api, client, queryClient } from '../../connection/api.ts';

type Verdict = 'authorize' | 'deny';

/** Decides an operation that waits for staff. If somebody else settled it meanwhile, it says so instead of deciding. */
export function ReviewActions({ operation }: { readonly operation: Operation }) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState<Verdict | null>(null);
  const settled = operation.status !== 'in_review';
  const kind = t(`words.kind.${operation.kind}`).toLocaleLowerCase();
  const steps = operation.steps.map(({ factor, status }) => `${t(`words.factor.${factor}`)}: ${t(`words.stepStatus.${status}`)}`);
  const { guard, prompt } = useWhatChanged(operation.id, [
    { name: t('decisions.column.status'), value: t(`words.operationStatus.${operation.status}`) },
    { name: t('decisions.detail.steps'), value: steps.join(', ') },
    { name: t('decisions.detail.text'), value: operation.canonicalText },
  ]);
  return (
    <>
      <ActionButton
        label={t('decisions.review.authorize')}
        keys="a"
        icon={IconCheck}
        disabled={settled}
        onAction={guard(() => setAsking('authorize'))}
      />
      <ActionButton
        label={t('decisions.review.deny')}
        keys="r"
        icon={IconBan}
        color="red.9"
        disabled={settled}
        onAction={guard(() => setAsking('deny'))}
      />
      {prompt}
      {asking !== null && (
        <ReasonDialog
          title={t(`decisions.review.${asking}Title`)}
          confirm={t(`decisions.review.${asking}`)}
          tone={asking === 'deny' ? 'danger' : 'normal'}
          maxLength={400}
          blocked={settled ? t('decisions.review.blocked', { status: t(`words.operationStatus.${operation.status}`) }) : null}
          onClose={() => setAsking(null)}
          onConfirm={async (reason) => {
            await client.decisions.decideReview({ operationId: operation.id, verdict: asking, reason });
            notifications.show({ message: t(`decisions.review.done.${asking}`) });
            void queryClient.invalidateQueries({ queryKey: api.decisions.get.key() });
          }}
        >
          {t(`decisions.review.${asking}About`, { kind })}
        </ReasonDialog>
      )}
    </>
  );
}
