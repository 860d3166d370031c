import { Tabs } from '@mantine/core';
import { IconFileUnknown } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useBlocker, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { errorCode } from '../../../../ui/errors.ts';
import { EmptyNotice, ErrorNotice } from '../../../../ui/notices.tsx';
import { PageHeader } from '../../../../ui/PageHeader.tsx';
import { PageSkeleton } from '../../../../ui/PageSkeleton.tsx';
import { useShortcut } from '../../../../ui/shortcuts.ts';
import { api } from '../../../connection/api.ts';
import { useMay } from '../../../connection/use-me.ts';
import { TextLink } from '../../../shell/TextLink.tsx';
import { DecisionPanel } from '../../decisions/DecisionPanel.tsx';
import { DraftStatusBadge } from '../badges.tsx';
import { Diff } from '../Diff.tsx';
import { kindPaths } from '../policy.ts';
import { ReportPanel } from '../report/ReportPanel.tsx';
import { Discussion } from './Discussion.tsx';
import { DraftActions } from './DraftActions.tsx';
import { DraftBanners } from './DraftBanners.tsx';
import classes from './draft.module.css';
import { EditContent } from './EditContent.tsx';
import { draftTabs } from './search.ts';
import { TryDecision } from './TryDecision.tsx';
import { type DraftDetail, useEditing } from './use-editing.ts';

/** One draft, of whichever kind: written on the left, what it would have done on the right. */
export function DraftView() {
  const { t } = useTranslation();
  const { draftId } = useParams({ from: '/rules/drafts/$draftId' });
  const draft = useQuery(api.tuning.drafts.get.queryOptions({ input: { id: draftId } }));
  if (draft.data !== undefined) return <Draft key={draftId} detail={draft.data} />;
  if (draft.isPending) return <PageSkeleton />;
  const missing = errorCode(draft.error) === 'not_found' || errorCode(draft.error) === 'invalid_input';
  return (
    <>
      <PageHeader title={t('rules.draft.title')} />
      {missing ? (
        <EmptyNotice icon={IconFileUnknown} title={t('rules.draft.missing')}>
          {t('rules.draft.missingText', { id: draftId })}
        </EmptyNotice>
      ) : (
        <ErrorNotice error={draft.error} title={t('ui.error.loadTitle')} onRetry={() => void draft.refetch()} />
      )}
    </>
  );
}

function Draft({ detail }: { readonly detail: DraftDetail }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { tab = 'edit' } = useSearch({ from: '/rules/drafts/$draftId' });
  const editing = useEditing(detail);
  const [record, setRecord] = useState<string | null>(null);
  const { draft } = detail;
  const mayDraft = useMay('rules.draft');
  const readOnly = !mayDraft || draft.finishedAt !== null || draft.version !== null;
  useBlocker({
    shouldBlockFn: ({ current, next }) => current.pathname !== next.pathname && !window.confirm(t('rules.draft.leave')),
    enableBeforeUnload: () => editing.dirty,
    disabled: !editing.dirty,
  });
  const show = (name: string | null) =>
    void navigate({ to: '.', search: (before) => ({ ...before, tab: draftTabs.find((one) => one === name) }), replace: true });
  useShortcut({ keys: '1', label: t('rules.tab.edit'), group: 'record', run: () => show('edit') });
  useShortcut({ keys: '2', label: t('rules.tab.changes'), group: 'record', run: () => show('changes') });
  useShortcut({ keys: '3', label: t('rules.tab.discussion'), group: 'record', run: () => show('discussion') });
  useEffect(() => {
    if (tab === 'edit') document.querySelector<HTMLElement>('#draft-edit')?.scrollTo({ top: 0 });
  }, [tab]);
  return (
    <>
      <PageHeader
        before={<TextLink to={kindPaths[draft.kind]}>{t(`rules.kind.${draft.kind}`)}</TextLink>}
        title={
          <>
            {draft.name}
            <DraftStatusBadge value={draft.status} />
          </>
        }
        about={t('rules.draft.about', { base: draft.baseVersion, revision: draft.revision, name: draft.updatedBy.name })}
      />
      <DraftActions editing={editing} readOnly={readOnly} />
      <DraftBanners editing={editing} />
      <div className={classes.page}>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable by keyboard */}
        <section id="draft-edit" className={classes.edit} tabIndex={0} aria-label={draft.name}>
          <Tabs value={tab} onChange={show} keepMounted={false} className={classes.tabs ?? ''}>
            <Tabs.List>
              <Tabs.Tab value="edit">{t('rules.tab.edit')}</Tabs.Tab>
              <Tabs.Tab value="changes">{t('rules.tab.changesCount', { count: detail.diff.length })}</Tabs.Tab>
              <Tabs.Tab value="discussion">{t('rules.tab.discussionCount', { count: detail.comments.length })}</Tabs.Tab>
            </Tabs.List>
            <Tabs.Panel value="edit" pt="md">
              <EditContent editing={editing} readOnly={readOnly} />
            </Tabs.Panel>
            <Tabs.Panel value="changes" pt="md">
              <Diff changes={detail.diff} before={t('rules.diff.version', { version: draft.baseVersion })} after={t('rules.diff.draft')} />
            </Tabs.Panel>
            <Tabs.Panel value="discussion" pt="md">
              <Discussion detail={detail} />
            </Tabs.Panel>
          </Tabs>
        </section>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable by keyboard */}
        <section className={classes.beside} tabIndex={0} aria-label={t('rules.report.title')}>
          <TryDecision onOpen={setRecord} />
          <ReportPanel editing={editing} onOpen={setRecord} />
        </section>
        {record !== null && (
          <div className={classes.record}>
            <DecisionPanel
              key={record}
              id={record}
              edited={{ kind: draft.kind, content: { ...editing.content } }}
              onClose={() => setRecord(null)}
            />
          </div>
        )}
      </div>
    </>
  );
}
