import { SegmentedControl, Select, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconZzz } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RuleSnooze } from '../../../../shared/contract/console/tuning.ts';
import { ruleSetSchema } from '../../../../shared/contract/policy.ts';
import type { AccountId } from '../../../../shared/vocabulary/index.ts';
import { Card, Nothing } from '../../../ui/Card.tsx';
import { engineClock } from '../../../ui/clock.ts';
import { FormDialog } from '../../../ui/FormDialog.tsx';
import { MiniTable } from '../../../ui/MiniTable.tsx';
import { Moment } from '../../../ui/Moment.tsx';
import { Mono } from '../../../ui/Mono.tsx';
import { ErrorNotice } from '../../../ui/notices.tsx';
import { ReasonDialog } from '../../../ui/ReasonDialog.tsx';
import { Tag } from '../../../ui/Tag.tsx';
import { WriteButton } from '../../../ui/WriteButton.tsx';
import { api, client, queryClient } from '../../connection/api.ts';
import { useMay } from '../../connection/use-me.ts';

const DAY = 86_400_000;
const spans = { '1d': DAY, '7d': 7 * DAY, '30d': 30 * DAY } as const;
type Span = keyof typeof spans;
const spanNames = Object.keys(spans) as Span[];
const SHORTEST_REASON = 3;

const readAgain = () => queryClient.invalidateQueries({ queryKey: api.tuning.snoozes.key() });

/** Rules that do not look at this account for a while (RT-10). */
export function SnoozesCard({ accountId }: { readonly accountId: AccountId }) {
  const { t } = useTranslation();
  const may = useMay('rules.snooze');
  const snoozes = useQuery({ ...api.tuning.snoozes.list.queryOptions({ input: { accountId } }), enabled: useMay('rules.read') });
  const [adding, setAdding] = useState(false);
  const [ending, setEnding] = useState<RuleSnooze | null>(null);
  if (snoozes.data === undefined) return snoozes.isError ? <ErrorNotice error={snoozes.error} /> : null;
  const { items } = snoozes.data;
  return (
    <Card
      title={t('rules.snooze.title')}
      aside={
        may && (
          <WriteButton size="compact-xs" variant="default" leftSection={<IconZzz size={13} aria-hidden />} onClick={() => setAdding(true)}>
            {t('rules.snooze.add')}
          </WriteButton>
        )
      }
    >
      {items.length === 0 && <Nothing>{t('rules.snooze.none')}</Nothing>}
      {items.length > 0 && (
        <MiniTable
          label={t('rules.snooze.title')}
          rows={items}
          rowId={({ id }) => id}
          isFaded={({ active }) => !active}
          columns={[
            {
              name: t('rules.snooze.rule'),
              cell: ({ ruleId, active }) => (
                <>
                  <Mono>{ruleId}</Mono>{' '}
                  {active && (
                    <Tag tone="warn" icon={IconZzz} quiet>
                      {t('rules.snooze.asleep')}
                    </Tag>
                  )}
                </>
              ),
            },
            { name: t('rules.snooze.until'), cell: ({ endedAt, expiresAt }) => <Moment at={endedAt ?? expiresAt} /> },
            { name: t('rules.snooze.reason'), wide: true, cell: ({ reason }) => reason },
            {
              name: '',
              align: 'end',
              cell: (one) =>
                may &&
                one.active && (
                  <WriteButton
                    size="compact-xs"
                    variant="default"
                    aria-label={t('rules.snooze.endOf', { rule: one.ruleId })}
                    onClick={() => setEnding(one)}
                  >
                    {t('rules.snooze.end')}
                  </WriteButton>
                ),
            },
          ]}
        />
      )}
      {adding && <AddSnooze accountId={accountId} onClose={() => setAdding(false)} />}
      {ending !== null && (
        <ReasonDialog
          title={t('rules.snooze.endOf', { rule: ending.ruleId })}
          confirm={t('rules.snooze.end')}
          onClose={() => setEnding(null)}
          onConfirm={async (reason) => {
            await client.tuning.snoozes.end({ id: ending.id, reason });
            await readAgain();
            notifications.show({ message: t('rules.snooze.ended', { rule: ending.ruleId }) });
          }}
        >
          {t('rules.snooze.endAbout')}
        </ReasonDialog>
      )}
    </Card>
  );
}

function AddSnooze({ accountId, onClose }: { readonly accountId: AccountId; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const live = useQuery(api.tuning.versions.get.queryOptions({ input: { kind: 'rules' } }));
  // What stops an operation by itself is switched off by those alone who publish rules; the engine sees to it.
  const mayStop = useMay('rules.publish');
  const rules = (live.data === undefined ? [] : ruleSetSchema.parse(live.data.content).rules).filter(
    ({ outcome }) => mayStop || outcome === undefined || outcome === 'step_up',
  );
  const [ruleId, setRuleId] = useState<string | null>(null);
  const [span, setSpan] = useState<Span>('7d');
  const [reason, setReason] = useState('');
  return (
    <FormDialog
      title={t('rules.snooze.add')}
      confirm={t('rules.snooze.confirm')}
      ready={ruleId !== null && reason.trim().length >= SHORTEST_REASON}
      onClose={onClose}
      onConfirm={async () => {
        if (ruleId === null) return;
        await client.tuning.snoozes.create({ accountId, ruleId, expiresAt: engineClock.now() + spans[span], reason: reason.trim() });
        await readAgain();
        notifications.show({ message: t('rules.snooze.done', { rule: ruleId }) });
        onClose();
      }}
    >
      {() => (
        <>
          <p>{t('rules.snooze.about')}</p>
          <Select
            label={t('rules.snooze.rule')}
            searchable
            data={rules.map(({ id, name }) => ({ value: id, label: name }))}
            value={ruleId}
            onChange={setRuleId}
            data-autofocus
          />
          <SegmentedControl
            size="xs"
            aria-label={t('rules.snooze.span')}
            value={span}
            onChange={(value) => setSpan(spanNames.find((one) => one === value) ?? span)}
            data={spanNames.map((value) => ({ value, label: t(`rules.snooze.spans.${value}`) }))}
          />
          <TextInput
            label={t('rules.snooze.reason')}
            description={t('ui.reason.hint')}
            value={reason}
            maxLength={400}
            autoComplete="off"
            onChange={(event) => setReason(event.currentTarget.value)}
          />
        </>
      )}
    </FormDialog>
  );
}
