import { Select, Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CaseDetail } from '../../../../shared/contract/console/index.ts';
import { FormDialog } from '../../../ui/FormDialog.tsx';
import { api, client } from '../../connection/api.ts';

const SHORTEST = 3;

interface HandOverDialogProps {
  readonly id: string;
  readonly leaseToken: string;
  readonly onClose: () => void;
  readonly onDone: (after: CaseDetail) => void;
}

/** Gives the case to a named colleague, with a word on why. */
export function HandOverDialog({ id, leaseToken, onClose, onDone }: HandOverDialogProps) {
  const { t } = useTranslation();
  const colleagues = useQuery(api.cases.colleagues.queryOptions({ input: { id } }));
  const [to, setTo] = useState<string | null>(null);
  const [reason, setReason] = useState('');
  const items = colleagues.data?.items ?? [];
  return (
    <FormDialog
      title={t('cases.handOver.title')}
      confirm={t('cases.handOver.confirm')}
      ready={to !== null && reason.trim().length >= SHORTEST}
      onClose={onClose}
      onConfirm={async () => {
        if (to !== null) onDone(await client.cases.handOver({ id, leaseToken, to, reason: reason.trim() }));
      }}
    >
      {() => (
        <>
          <Select
            label={t('cases.handOver.to')}
            value={to}
            onChange={setTo}
            searchable
            nothingFoundMessage={t('cases.handOver.nobody')}
            data={items.map((person) => ({ value: person.id, label: `${person.name} (${t(`words.role.${person.role}`)})` }))}
            required
            data-autofocus
          />
          <Textarea
            label={t('ui.reason.label')}
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
