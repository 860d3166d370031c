import { IconZoomQuestion } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { CaseDetail } from '../../../../shared/contract/console/index.ts';
import { EmptyNotice } from '../../../ui/notices.tsx';
import { PageHeader } from '../../../ui/PageHeader.tsx';
import { useShortcut } from '../../../ui/shortcuts.ts';
import { useEscape } from '../../../ui/use-escape.ts';
import { api } from '../../connection/api.ts';
import { BackLink } from '../../shell/BackLink.tsx';
import { RecordPage } from '../../shell/RecordPage.tsx';
import { AboutCase } from './AboutCase.tsx';
import { CaseStatusBadge, PriorityBadge, Sla } from './badges.tsx';
import { caseBodies } from './bodies.ts';
import { CaseActions } from './CaseActions.tsx';
import classes from './cases.module.css';
import { Files } from './Files.tsx';
import { History } from './History.tsx';
import { Links } from './Links.tsx';
import { Notes } from './Notes.tsx';
import { Onlookers } from './Onlookers.tsx';
import { neighbour } from './queue.ts';
import { Replies } from './Replies.tsx';
import { Similar } from './Similar.tsx';

/** One case: what it is about, what speaks for and against, and the decision. */
export function CaseView() {
  const { t } = useTranslation();
  const { caseId } = useParams({ from: '/cases/$caseId' });
  const found = useQuery(api.cases.get.queryOptions({ input: { id: caseId } }));
  return (
    <RecordPage
      found={found}
      title={t('cases.title')}
      back={<BackToCases />}
      missing={
        <EmptyNotice icon={IconZoomQuestion} title={t('cases.detail.missing')}>
          {t('cases.detail.missingText', { id: caseId })}
        </EmptyNotice>
      }
    >
      {(detail) => <Detail key={caseId} detail={detail} />}
    </RecordPage>
  );
}

function BackToCases() {
  const { t } = useTranslation();
  return (
    <BackLink to="/cases" search={true}>
      {t('cases.detail.back')}
    </BackLink>
  );
}

function Detail({ detail }: { readonly detail: CaseDetail }) {
  const { t } = useTranslation();
  useWalking(detail.id);
  const Body = caseBodies[detail.kind];
  return (
    <>
      <PageHeader
        before={<BackToCases />}
        title={
          <>
            {detail.title}
            <CaseStatusBadge row={detail} />
            {detail.priority !== 'normal' && <PriorityBadge value={detail.priority} />}
          </>
        }
        about={
          <>
            {t(`words.caseKind.${detail.kind}`)} {detail.status !== 'closed' && <Sla dueAt={detail.dueAt} />}
          </>
        }
        actions={<Onlookers id={detail.id} />}
      />
      <CaseActions detail={detail} />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable by keyboard */}
      <section className={classes.page} tabIndex={0} aria-label={detail.title}>
        <div className={classes.columns}>
          <div className={classes.column}>
            <Body case={detail} />
            <Similar id={detail.id} />
          </div>
          <div className={classes.column}>
            <AboutCase detail={detail} />
            <Links detail={detail} />
            <Replies detail={detail} />
            <Notes detail={detail} />
            <Files detail={detail} />
            <History id={detail.id} />
          </div>
        </div>
      </section>
    </>
  );
}

/** `j` and `k` lead through the inbox as it was listed last; Escape back to it. */
function useWalking(id: string): void {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const go = (step: 1 | -1) => {
    const next = neighbour(id, step);
    if (next !== null) void navigate({ to: '/cases/$caseId', params: { caseId: next }, search: true, replace: true });
  };
  useShortcut({ keys: 'j', label: t('cases.detail.next'), group: 'list', run: () => go(1) });
  useShortcut({ keys: 'k', label: t('cases.detail.previous'), group: 'list', run: () => go(-1) });
  useEscape(() => void navigate({ to: '/cases', search: true }), { leavesFieldFirst: true });
}
