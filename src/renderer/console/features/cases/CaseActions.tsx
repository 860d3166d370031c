import { notifications } from '@mantine/notifications';
import {
  IconArrowsExchange,
  IconArrowUp,
  IconBan,
  IconCheck,
  IconDoorExit,
  IconEye,
  IconEyeOff,
  IconHandGrab,
  IconRefresh,
} from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CaseDetail } from '../../../../shared/contract/console/index.ts';
import type { CaseVerdict } from '../../../../shared/vocabulary/index.ts';
import { ActionButton } from '../../../ui/ActionButton.tsx';
import { engineClock } from '../../../ui/clock.ts';
import { ReasonDialog } from '../../../ui/ReasonDialog.tsx';
import { tellFailure } from '../../../ui/tell-failure.ts';
import { useWatched } from '../../../ui/use-watched.ts';
import { api, client, type Outputs, queryClient } from '../../connection/api.ts';
import { useMay, useMe } from '../../connection/use-me.ts';
import { ConflictDialog } from './ConflictDialog.tsx';
import classes from './cases.module.css';
import { DecideDialog } from './DecideDialog.tsx';
import { HandOverDialog } from './HandOverDialog.tsx';
import { claim, dropLease, leases, renewWhileActive } from './lease.ts';
import { neighbour } from './queue.ts';
import { offerUndo } from './undo.ts';

type Asking = CaseVerdict | 'escalate' | 'hand_over' | 'reopen';

interface Trouble {
  readonly error: unknown;
  readonly reason: string;
}

/** What stops somebody is red, what lets them go on is not. */
const toneOf = (verdict: CaseVerdict) => {
  if (verdict === 'deny' || verdict === 'confirm') return { color: 'red.9' };
  return verdict === 'dismiss' ? { variant: 'default' } : {};
};

const show = (detail: CaseDetail) => queryClient.setQueryData(api.cases.get.queryKey({ input: { id: detail.id } }), detail);

/** What can be done with a case now, each by its key. */
export function CaseActions({ detail }: { readonly detail: CaseDetail }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const me = useMe();
  const mayWork = useMay('cases.work');
  const mayReopen = useMay('cases.close');
  const token = useWatched(leases)[detail.id];
  const [asking, setAsking] = useState<Asking | null>(null);
  const [trouble, setTrouble] = useState<Trouble | null>(null);

  const { id, status } = detail;
  const mine = status === 'claimed' && detail.assignee?.id === me.id;
  const holds = mine && token !== undefined;
  const [grant, refuse] = detail.verdicts as [CaseVerdict, CaseVerdict];
  const fail = useCallback((error: unknown) => setTrouble({ error, reason: '' }), []);
  const refresh = () => void queryClient.invalidateQueries({ queryKey: api.cases.get.key({ input: { id } }) });

  // Read when renewing begins, so that no renewal makes it begin anew.
  const leftOnClaim = useRef(0);
  useEffect(() => {
    leftOnClaim.current = (detail.leaseUntil ?? 0) - engineClock.now();
  });
  useEffect(() => (holds ? renewWhileActive(id, token, leftOnClaim.current, fail) : undefined), [id, holds, token, fail]);

  const goNext = () => {
    const next = neighbour(id, 1);
    if (next === null) void navigate({ to: '/cases', search: true });
    else void navigate({ to: '/cases/$caseId', params: { caseId: next }, search: true, replace: true });
  };
  const take = async () => {
    setTrouble(null);
    try {
      await claim(id);
      notifications.show({ message: t('cases.claimed') });
    } catch (error) {
      fail(error);
    } finally {
      refresh();
    }
  };
  const release = async () => {
    if (token === undefined) return;
    try {
      show(await client.cases.release({ id, leaseToken: token }));
      notifications.show({ message: t('cases.released') });
    } catch (error) {
      fail(error);
      refresh();
    }
    dropLease(id);
  };
  const decided = ({ decision, case: after }: Outputs['cases']['decide']) => {
    show(after);
    setAsking(null);
    offerUndo({
      caseId: id,
      title: detail.title,
      decisionId: decision.id,
      verdict: decision.verdict,
      at: decision.at,
      appliesAt: decision.appliesAt,
    });
    goNext();
  };
  const watch = () => void client.cases.watch({ id, on: !detail.watching }).then(show, tellFailure);

  const verdict = asking === grant || asking === refuse ? asking : null;
  return (
    <div className={classes.bar} role="toolbar" aria-label={t('cases.action.more')}>
      {!holds && (status === 'open' || status === 'claimed') && mayWork && (
        <ActionButton
          label={t(mine ? 'cases.action.reclaim' : 'cases.action.claim')}
          keys="c"
          icon={IconHandGrab}
          disabled={!detail.mayClaim || (status === 'claimed' && !mine)}
          onAction={() => void take()}
        />
      )}
      {holds && (
        <>
          <ActionButton
            label={t(`cases.verdict.${grant}`)}
            keys="a"
            icon={IconCheck}
            {...toneOf(grant)}
            disabled={!detail.mayDecide || (grant === 'approve' && detail.ownRequest)}
            onAction={() => setAsking(grant)}
          />
          <ActionButton
            label={t(`cases.verdict.${refuse}`)}
            keys="r"
            icon={IconBan}
            {...toneOf(refuse)}
            disabled={!detail.mayDecide}
            onAction={() => setAsking(refuse)}
          />
          <ActionButton
            label={t('cases.action.escalate')}
            keys="e"
            icon={IconArrowUp}
            variant="default"
            disabled={detail.level >= 3}
            onAction={() => setAsking('escalate')}
          />
          <ActionButton
            label={t('cases.action.handOver')}
            keys="h"
            icon={IconArrowsExchange}
            variant="default"
            onAction={() => setAsking('hand_over')}
          />
          <ActionButton label={t('cases.action.release')} keys="l" icon={IconDoorExit} variant="default" onAction={() => void release()} />
        </>
      )}
      {status === 'closed' && detail.subject.kind === 'suspicion' && mayReopen && (
        <ActionButton label={t('cases.action.reopen')} keys="o" icon={IconRefresh} variant="default" onAction={() => setAsking('reopen')} />
      )}
      {mayWork && (
        <ActionButton
          label={t(detail.watching ? 'cases.action.unwatch' : 'cases.action.watch')}
          keys="w"
          icon={detail.watching ? IconEyeOff : IconEye}
          variant="subtle"
          color="gray"
          onAction={watch}
        />
      )}
      <p className={classes.barWords}>
        <Standing detail={detail} mine={mine} />
      </p>
      {verdict !== null && token !== undefined && (
        <DecideDialog
          detail={detail}
          verdict={verdict}
          leaseToken={token}
          onClose={() => setAsking(null)}
          onDecided={decided}
          onConflict={(error, reason) => {
            setAsking(null);
            setTrouble({ error, reason });
            refresh();
          }}
        />
      )}
      {asking === 'escalate' && token !== undefined && (
        <ReasonDialog
          title={t('cases.action.escalate')}
          confirm={t('cases.action.escalate')}
          maxLength={400}
          onClose={() => setAsking(null)}
          onConfirm={async (reason) => {
            show(await client.cases.escalate({ id, leaseToken: token, reason }));
            dropLease(id);
            notifications.show({ message: t('cases.escalatedDone') });
            goNext();
          }}
        >
          {t('cases.escalateAbout')}
        </ReasonDialog>
      )}
      {asking === 'hand_over' && token !== undefined && (
        <HandOverDialog
          id={id}
          leaseToken={token}
          onClose={() => setAsking(null)}
          onDone={(after) => {
            show(after);
            dropLease(id);
            setAsking(null);
            notifications.show({ message: t('cases.handedOver') });
          }}
        />
      )}
      {asking === 'reopen' && (
        <ReasonDialog
          title={t('cases.action.reopen')}
          confirm={t('cases.action.reopen')}
          maxLength={400}
          onClose={() => setAsking(null)}
          onConfirm={async (reason) => {
            show(await client.cases.reopen({ id, reason }));
          }}
        >
          {t('cases.reopenAbout')}
        </ReasonDialog>
      )}
      {trouble !== null && (
        <ConflictDialog
          error={trouble.error}
          reason={trouble.reason}
          onClose={() => setTrouble(null)}
          onClaim={() => void take()}
          onNext={neighbour(id, 1) === null ? null : goNext}
        />
      )}
    </div>
  );
}

/** Why some of it cannot be done now. */
function Standing({ detail, mine }: { readonly detail: CaseDetail; readonly mine: boolean }) {
  const { t } = useTranslation();
  if (detail.status === 'scheduled') return t('cases.detail.scheduled');
  if (detail.status === 'claimed' && !mine) return t('cases.detail.heldBy', { name: detail.assignee?.name ?? '' });
  if (detail.status === 'closed' || detail.status === 'pending_effect') return null;
  if (!detail.mayClaim && detail.level > 1) return t('cases.detail.escalatedOnly');
  if (!detail.mayDecide) return t('cases.detail.cannotDecide');
  return detail.ownRequest ? t('cases.detail.secondOwn') : null;
}
