import { SegmentedControl, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FilterText } from '../../../../ui/FilterText.tsx';
import { Loading } from '../../../../ui/Loading.tsx';
import { ErrorNotice } from '../../../../ui/notices.tsx';
import { useShortcut } from '../../../../ui/shortcuts.ts';
import { api } from '../../../connection/api.ts';
import { apis, referencePlace } from '../tabs.ts';
import { RouteArticle, SchemaArticle } from './articles.tsx';
import { Contents } from './Contents.tsx';
import { entriesOf, matches } from './entries.ts';
import { Introduction } from './Introduction.tsx';
import classes from './reference.module.css';

/** Every call of the HTTP APIs, one at a time beside the list of all. */
export function Reference() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { api: name = 'platform', entry: show } = useSearch({ from: '/integration' });
  const [text, setText] = useState('');
  const list = useRef<HTMLElement>(null);
  const reference = useQuery(api.integration.reference.queryOptions({ input: { api: name }, staleTime: Number.POSITIVE_INFINITY }));
  const entries = useMemo(() => (reference.data === undefined ? [] : entriesOf(reference.data)), [reference.data]);
  const found = useMemo(() => entries.filter((entry) => matches(entry, text.trim())), [entries, text]);
  const opened = entries.find(({ id }) => id === show);

  const step = (by: 1 | -1) => {
    const at = found.findIndex(({ id }) => id === show);
    const next = at === -1 ? found[0] : found[at + by];
    if (next !== undefined) void navigate({ ...referencePlace(name, next.id), replace: show !== undefined });
  };
  useShortcut({ keys: 'j', label: t('integration.api.next'), group: 'list', run: () => step(1) });
  useShortcut({ keys: 'k', label: t('integration.api.previous'), group: 'list', run: () => step(-1) });

  return (
    <div className={classes.columns}>
      <div className={classes.side}>
        <div className={classes.tools}>
          <SegmentedControl
            size="xs"
            fullWidth
            aria-label={t('integration.api.choose')}
            value={name}
            onChange={(value) => void navigate(referencePlace(apis.find((one) => one === value)))}
            data={apis.map((value) => ({ value, label: t(`integration.api.name.${value}`) }))}
          />
          <FilterText
            label={t('integration.api.search')}
            placeholder={t('integration.api.placeholder')}
            value={text}
            onChange={setText}
            onLeave={() => list.current?.querySelector('a')?.focus()}
            settled={!reference.isPending}
            width="100%"
          />
        </div>
        {reference.isPending && (
          <Loading>
            <Skeleton height={320} m="sm" w="auto" />
          </Loading>
        )}
        {reference.data !== undefined && <Contents ref={list} api={name} entries={found} show={opened?.id} searched={text.trim()} />}
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable by keyboard */}
      <section className={classes.page} tabIndex={0} aria-label={opened?.name ?? t('integration.api.introduction')} key={`${name} ${show}`}>
        {reference.isPending && (
          <Loading>
            <Skeleton height={400} />
          </Loading>
        )}
        {reference.isError && (
          <ErrorNotice error={reference.error} title={t('ui.error.loadTitle')} onRetry={() => void reference.refetch()} />
        )}
        {reference.data !== undefined && opened === undefined && <Introduction reference={reference.data} />}
        {opened?.kind === 'route' && <RouteArticle api={name} route={opened.route} errors={reference.data?.errors ?? []} />}
        {opened?.kind === 'schema' && <SchemaArticle api={name} name={opened.name} shape={opened.shape} />}
      </section>
    </div>
  );
}
