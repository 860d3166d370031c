import { Group, NumberInput, Skeleton, Text, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Suggestion } from '../../../../../shared/contract/console/suggestions.ts';
import { locale } from '../../../../i18n/i18n.ts';
import { Card, Nothing } from '../../../../ui/Card.tsx';
import { FormDialog } from '../../../../ui/FormDialog.tsx';
import { absoluteTime, number, share } from '../../../../ui/format.ts';
import { Loading } from '../../../../ui/Loading.tsx';
import { MiniTable } from '../../../../ui/MiniTable.tsx';
import { ErrorNotice } from '../../../../ui/notices.tsx';
import { ReasonDialog } from '../../../../ui/ReasonDialog.tsx';
import { WriteButton } from '../../../../ui/WriteButton.tsx';
import { api, client, queryClient } from '../../../connection/api.ts';
import { useMay } from '../../../connection/use-me.ts';
import { ManagePage } from '../../../shell/ManagePage.tsx';
import { RulesNav } from '../RulesNav.tsx';
import { HistoryChoice } from '../report/HistoryChoice.tsx';
import type { Subject } from '../report/use-report.ts';
import classes from '../rules.module.css';

/** Rules that labelled history suggests: a person takes one into a draft, or says why not (RT-08). */
export function SuggestionsView() {
  const { t } = useTranslation();
  const mayDraft = useMay('rules.draft');
  const [limits, setLimits] = useState({ maxFriction: 2, minPrecision: 0.2 });
  const [history, setHistory] = useState<Subject['history']>(undefined);
  const [accepting, setAccepting] = useState<Suggestion | null>(null);
  const [dismissing, setDismissing] = useState<Suggestion | null>(null);
  const found = useQuery(
    api.tuning.suggestions.find.queryOptions({
      input: history === undefined ? limits : { ...limits, history },
      placeholderData: keepPreviousData,
    }),
  );
  const { data } = found;
  return (
    <ManagePage wide title={t('rules.kind.suggestions')}>
      <RulesNav page="suggestions" />
      <Card title={t('rules.suggestions.title')}>
        <div className={classes.limits}>
          <HistoryChoice labelled label={t('rules.suggestions.history')} value={history} onChange={setHistory} />
          <NumberInput
            label={t('rules.suggestions.friction')}
            value={limits.maxFriction}
            min={0}
            max={1_000}
            onChange={(value) => setLimits({ ...limits, maxFriction: Math.min(1_000, Math.max(0, Number(value))) })}
          />
          <NumberInput
            label={t('rules.suggestions.precision')}
            value={Math.round(limits.minPrecision * 100)}
            min={0}
            max={100}
            onChange={(value) => setLimits({ ...limits, minPrecision: Math.min(100, Math.max(0, Number(value))) / 100 })}
          />
        </div>
        {found.isPending && (
          <Loading>
            <Skeleton height={240} />
          </Loading>
        )}
        {found.isError && <ErrorNotice error={found.error} title={t('ui.error.loadTitle')} onRetry={() => void found.refetch()} />}
        {data !== undefined && <About tried={data.tried} missed={data.missedFrauds} dividedAt={data.dividedAt} />}
        {history !== undefined && <Text size="sm">{t('rules.report.imported')}</Text>}
        {data !== undefined && data.items.length === 0 && (
          <Nothing>{t(data.dividedAt === null ? 'rules.suggestions.tooFew' : 'rules.suggestions.none')}</Nothing>
        )}
        {data !== undefined && data.items.length > 0 && (
          <MiniTable
            label={t('rules.suggestions.title')}
            rows={data.items}
            rowId={({ when }) => when}
            isFaded={({ dismissed }) => dismissed !== null}
            columns={[
              {
                name: t('rules.suggestions.condition'),
                wide: true,
                cell: (one) => (
                  <>
                    <Condition suggestion={one} />
                    {mayDraft && (
                      <Group gap={4} mt={4}>
                        <WriteButton
                          size="compact-xs"
                          variant="light"
                          aria-label={`${t('rules.suggestions.accept')}: ${one.when}`}
                          onClick={() => setAccepting(one)}
                        >
                          {t('rules.suggestions.accept')}
                        </WriteButton>
                        {one.dismissed === null && (
                          <WriteButton
                            size="compact-xs"
                            variant="subtle"
                            color="gray"
                            aria-label={`${t('rules.suggestions.dismiss')}: ${one.when}`}
                            onClick={() => setDismissing(one)}
                          >
                            {t('rules.suggestions.dismiss')}
                          </WriteButton>
                        )}
                      </Group>
                    )}
                  </>
                ),
              },
              figure(t('rules.suggestions.fraud'), ({ fraud }) => number(fraud, locale())),
              figure(t('rules.suggestions.others'), ({ others }) => number(others, locale())),
              figure(t('rules.suggestions.precisionShort'), ({ precision }) => share(precision, locale())),
              figure(t('rules.suggestions.recall'), ({ recallAdded }) => share(recallAdded, locale())),
              figure(t('rules.suggestions.cost'), ({ friction }) => number(Math.round(friction * 10) / 10, locale())),
            ]}
          />
        )}
      </Card>
      {accepting !== null && <Accept suggestion={accepting} onClose={() => setAccepting(null)} />}
      {dismissing !== null && (
        <ReasonDialog
          title={t('rules.suggestions.dismissTitle')}
          confirm={t('rules.suggestions.dismiss')}
          maxLength={500}
          onClose={() => setDismissing(null)}
          onConfirm={async (reason) => {
            await client.tuning.suggestions.dismiss({ when: dismissing.when, reason });
            await queryClient.invalidateQueries({ queryKey: api.tuning.suggestions.key() });
          }}
        >
          <code>{dismissing.when}</code>
          <Text size="sm">{t('rules.suggestions.dismissText')}</Text>
        </ReasonDialog>
      )}
    </ManagePage>
  );

  function figure(name: string, show: (figures: Suggestion['later']) => string) {
    return {
      name,
      align: 'end' as const,
      cell: ({ earlier, later }: Suggestion) => (
        <>
          {show(later)}
          <Text component="span" size="xs" c="dimmed" display="block">
            {t('rules.suggestions.earlier', { value: show(earlier) })}
          </Text>
        </>
      ),
    };
  }
}

function About({ tried, missed, dividedAt }: { readonly tried: number; readonly missed: number; readonly dividedAt: number | null }) {
  const { t } = useTranslation();
  if (dividedAt === null) return null;
  return (
    <div className={classes.said}>
      <Text size="sm" fw={500}>
        {t('rules.suggestions.missed', { count: missed })}
      </Text>
      <Text size="sm">{t('rules.suggestions.about', { moment: absoluteTime(dividedAt, 'utc', locale()) })}</Text>
      {tried > 0 && <Text size="sm">{t('rules.suggestions.chance', { count: tried })}</Text>}
    </div>
  );
}

function Condition({ suggestion: { when, dismissed } }: { readonly suggestion: Suggestion }) {
  const { t } = useTranslation();
  return (
    <>
      <code>{when}</code>
      {dismissed !== null && (
        <Text size="xs" c="dimmed">
          {t('rules.suggestions.dismissed', { name: dismissed.by.name, reason: dismissed.reason })}
        </Text>
      )}
    </>
  );
}

function Accept({ suggestion: { when }, onClose }: { readonly suggestion: Suggestion; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [name, setName] = useState('');
  return (
    <FormDialog
      title={t('rules.suggestions.acceptTitle')}
      confirm={t('rules.suggestions.accept')}
      ready={name.trim() !== ''}
      onClose={onClose}
      onConfirm={async () => {
        const { draftId } = await client.tuning.suggestions.accept({ when, name: name.trim() });
        notifications.show({ message: t('rules.suggestions.accepted') });
        await navigate({ to: '/rules/drafts/$draftId', params: { draftId } });
      }}
    >
      {() => (
        <>
          <code>{when}</code>
          <Text size="sm">{t('rules.suggestions.acceptText')}</Text>
          <TextInput
            label={t('rules.suggestions.name')}
            value={name}
            maxLength={120}
            autoComplete="off"
            onChange={(event) => setName(event.currentTarget.value)}
            data-autofocus
          />
        </>
      )}
    </FormDialog>
  );
}
