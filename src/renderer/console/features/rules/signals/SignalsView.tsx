import { Skeleton } from '@mantine/core';
import { IconShieldLock } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SignalEntry } from '../../../../../shared/contract/console/signals.ts';
import { locale } from '../../../../i18n/i18n.ts';
import { Nothing } from '../../../../ui/Card.tsx';
import { Fact, Facts } from '../../../../ui/Facts.tsx';
import { FilterText } from '../../../../ui/FilterText.tsx';
import { number } from '../../../../ui/format.ts';
import type { GridColumn } from '../../../../ui/grid/columns.ts';
import { DataGrid } from '../../../../ui/grid/DataGrid.tsx';
import type { DataGridHandle } from '../../../../ui/grid/GridBody.tsx';
import { Loading } from '../../../../ui/Loading.tsx';
import { ErrorNotice } from '../../../../ui/notices.tsx';
import { Section, SidePanel } from '../../../../ui/SidePanel.tsx';
import { Tag } from '../../../../ui/Tag.tsx';
import { api } from '../../../connection/api.ts';
import { ListWithPanel } from '../../../shell/ListWithPanel.tsx';
import { TextLink } from '../../../shell/TextLink.tsx';
import { RulesNav } from '../RulesNav.tsx';
import { Distribution } from './Distribution.tsx';
import classes from './signals.module.css';

/** Everything that rules can read, what it was in history, and who reads it (RT-01). */
export function SignalsView() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { name } = useSearch({ from: '/rules/signals' });
  const [text, setText] = useState('');
  const grid = useRef<DataGridHandle>(null);
  const signals = useQuery(api.tuning.signals.list.queryOptions());
  const items = signals.data?.items;
  const rows = useMemo(() => {
    const wanted = text.trim().toLowerCase();
    return (items ?? []).filter((one) => `${one.name} ${one.meaning} ${one.source}`.toLowerCase().includes(wanted));
  }, [items, text]);
  const columns = useMemo(
    (): readonly GridColumn<SignalEntry>[] => [
      {
        id: 'name',
        header: t('rules.signals.name'),
        width: 262,
        grow: 1,
        always: true,
        cell: (one) => <code className={classes.name}>{one.name}</code>,
        text: (one) => one.name,
        sort: (one) => one.name,
      },
      {
        id: 'type',
        header: t('rules.signals.type'),
        width: 76,
        cell: ({ type }) => <code>{type}</code>,
        text: ({ type }) => type,
        sort: ({ type }) => type,
      },
      {
        id: 'unit',
        header: t('rules.signals.unit'),
        width: 146,
        spare: 1,
        cell: ({ unit }) => unit ?? t('ui.none'),
        text: ({ unit }) => unit ?? '',
      },
      {
        id: 'meaning',
        header: t('rules.signals.meaning'),
        width: 240,
        grow: 3,
        cell: ({ meaning }) => (
          <span className={classes.meaning} title={meaning}>
            {meaning}
          </span>
        ),
        text: ({ meaning }) => meaning,
      },
      {
        id: 'source',
        header: t('rules.signals.source'),
        width: 170,
        spare: 2,
        cell: ({ source }) => source,
        text: ({ source }) => source,
        sort: ({ source }) => source,
      },
      {
        id: 'readBy',
        header: t('rules.signals.readBy'),
        width: 96,
        align: 'end',
        cell: ({ readBy }) => number(readBy.length, locale()),
        text: ({ readBy }) => readBy.map(({ ruleId }) => ruleId).join(' '),
        sort: ({ readBy }) => readBy.length,
      },
    ],
    [t],
  );
  const show = (next: string | undefined) => void navigate({ to: '/rules/signals', search: { name: next }, replace: name !== undefined });
  const chosen = items?.find((one) => one.name === name);
  return (
    <ListWithPanel panel={chosen !== undefined && <SignalPanel signal={chosen} onClose={() => show(undefined)} />}>
      <DataGrid
        title={t('rules.kind.signals')}
        name="signals"
        label={t('rules.signals.title')}
        columns={columns}
        rows={rows}
        rowId={(one) => one.name}
        loading={signals.isPending}
        error={signals.error}
        onRetry={() => void signals.refetch()}
        empty={<Nothing>{t('rules.signals.noneFound')}</Nothing>}
        handle={grid}
        openId={name ?? null}
        onOpen={(one) => show(one.name)}
        onMove={(one) => name !== undefined && show(one.name)}
        filters={
          <>
            <RulesNav page="signals" />
            <FilterText
              label={t('rules.signals.find')}
              placeholder={t('rules.signals.find')}
              value={text}
              onChange={setText}
              onLeave={(to) => grid.current?.enter(to)}
              width={260}
            />
          </>
        }
      />
    </ListWithPanel>
  );
}

function SignalPanel({ signal, onClose }: { readonly signal: SignalEntry; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const { name } = signal;
  const found = useQuery(api.tuning.signals.distribution.queryOptions({ input: { name } }));
  return (
    <SidePanel title={<code>{name}</code>} onClose={onClose}>
      <p className={classes.lead}>{signal.meaning}</p>
      <Facts>
        <Fact name={t('rules.signals.type')}>
          <code>{signal.type}</code>
        </Fact>
        <Fact name={t('rules.signals.unit')}>{signal.unit ?? t('ui.none')}</Fact>
        <Fact name={t('rules.signals.source')}>{signal.source}</Fact>
        <Fact name={t('rules.signals.missing')}>{t(`rules.signals.missingRule.${signal.missing}`, { name })}</Fact>
        {signal.evidence && <Fact name={t('rules.signals.evidence')}>{t('rules.signals.evidenceText')}</Fact>}
        {signal.personal && (
          <Fact name={t('rules.signals.personal')}>
            <Tag tone="info" icon={IconShieldLock}>
              {t('rules.signals.masked')}
            </Tag>
          </Fact>
        )}
      </Facts>
      <Section title={t('rules.signals.inHistory')}>
        {found.isPending && (
          <Loading inLine>
            <Skeleton height={160} />
          </Loading>
        )}
        {found.isError && <ErrorNotice error={found.error} onRetry={() => void found.refetch()} />}
        {found.data !== undefined &&
          (found.data.distribution === null ? (
            <p className={classes.soft}>{t('rules.signals.notKept')}</p>
          ) : (
            <Distribution name={name} distribution={found.data.distribution} />
          ))}
      </Section>
      <Section title={t('rules.signals.readBy')}>
        {signal.readBy.length === 0 ? (
          <p className={classes.soft}>{t('rules.signals.readByNone')}</p>
        ) : (
          <ul className={classes.readers}>
            {signal.readBy.map(({ ruleId, name: rule, draftId, draftName }) => (
              <li key={`${draftId} ${ruleId}`}>
                {draftId === null ? (
                  <TextLink to="/rules/live/$ruleId" params={{ ruleId }}>
                    {rule}
                  </TextLink>
                ) : (
                  <>
                    <TextLink to="/rules/drafts/$draftId" params={{ draftId }}>
                      {rule === '' ? ruleId : rule}
                    </TextLink>
                    <span className={classes.soft}> {t('rules.signals.inDraft', { name: draftName ?? draftId })}</span>
                  </>
                )}
              </li>
            ))}
          </ul>
        )}
      </Section>
    </SidePanel>
  );
}
