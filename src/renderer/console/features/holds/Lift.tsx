import { notifications } from '@mantine/notifications';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { HoldDetail, HoldLift } from '../../../../shared/contract/console/recovery.ts';
import { ErrorNotice } from '../../../ui/notices.tsx';
import { ReasonDialog } from '../../../ui/ReasonDialog.tsx';
import { WriteButton } from '../../../ui/WriteButton.tsx';
import { api, client, queryClient } from '../../connection/api.ts';
import { useMay, useMe } from '../../connection/use-me.ts';
import classes from './holds.module.css';

interface LiftProps {
  readonly holdId: string;
  /** Only where there is something to do or to wait for. */
  readonly brief?: boolean;
}

const refresh = () => queryClient.invalidateQueries({ queryKey: api.holds.key() });

/** Ending a timed hold early, which one person asks for and another decides, where the setting allows it at all (WH-03). */
export function Lift({ holdId, brief = false }: LiftProps) {
  const { t } = useTranslation();
  const may = useMay('holds.lift');
  const hold = useQuery(api.holds.get.queryOptions({ input: { id: holdId } })).data;
  if (hold === undefined) return null;
  const asked = hold.lifts.find(({ status }) => status === 'requested');
  const open = hold.status === 'timed' && hold.liftAllowed;
  if (open && asked !== undefined) return <Asked hold={hold} lift={asked} keyed={!brief} />;
  if (open && may) return <Ask hold={hold} keyed={!brief} />;
  if (brief) return null;
  return (
    <div className={classes.lift}>
      <p>{t(`holds.lift.${whyNot(hold)}`)}</p>
    </div>
  );
}

function whyNot({ status, liftAllowed, lifts }: HoldDetail): 'lifted' | 'over' | 'waits' | 'off' | 'may' {
  if (status === 'ended') return lifts.some((lift) => lift.status === 'approved') ? 'lifted' : 'over';
  if (status === 'waiting_for_case') return 'waits';
  return liftAllowed ? 'may' : 'off';
}

function Ask({ hold, keyed }: { readonly hold: HoldDetail; readonly keyed: boolean }) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState(false);
  const label = t('holds.lift.ask');
  const ask = () => setAsking(true);
  return (
    <div className={classes.lift}>
      <WriteButton
        size="compact-sm"
        variant="default"
        onClick={ask}
        shortcut={keyed ? { keys: 'l', label, run: ask } : undefined}
        aria-label={`${label}: ${t(`words.holdCause.${hold.cause}`)}`}
      >
        {label}
      </WriteButton>
      {asking && (
        <ReasonDialog
          title={t('holds.lift.askTitle')}
          confirm={t('holds.lift.askConfirm')}
          onClose={() => setAsking(false)}
          onConfirm={async (reason) => {
            await client.holds.requestLift({ holdId: hold.id, reason });
            notifications.show({ message: t('holds.lift.asked') });
            void refresh();
          }}
        >
          {t('holds.lift.askAbout', { id: hold.accountId })}
        </ReasonDialog>
      )}
    </div>
  );
}

interface AskedProps {
  readonly hold: HoldDetail;
  readonly lift: HoldLift;
  /** The only hold in sight, so that its buttons can have keys. */
  readonly keyed: boolean;
}

/** What waits for a second person, with what this person can do about it. */
function Asked({ hold, lift, keyed }: AskedProps) {
  const { t } = useTranslation();
  const may = useMay('holds.lift');
  const mine = useMe().id === lift.requestedBy;
  const name = lift.requestedByName ?? t('holds.lift.colleague');
  const { reason } = lift;
  return (
    <div className={classes.lift}>
      <p>{mine ? t('holds.lift.byMe', { reason }) : t('holds.lift.by', { name, reason })}</p>
      {mine && <TakeBack lift={lift} keyed={keyed} />}
      {!mine && may && <Decide hold={hold} lift={lift} name={name} keyed={keyed} />}
    </div>
  );
}

function TakeBack({ lift, keyed }: Omit<AskedProps, 'hold'>) {
  const { t } = useTranslation();
  const withdraw = useMutation({ mutationFn: () => client.holds.withdrawLift({ id: lift.id }), onSuccess: refresh });
  return (
    <>
      <WriteButton
        size="compact-sm"
        variant="default"
        loading={withdraw.isPending}
        onClick={() => withdraw.mutate()}
        shortcut={keyed ? { keys: 'b', label: t('holds.lift.withdraw'), run: () => withdraw.mutate() } : undefined}
      >
        {t('holds.lift.withdraw')}
      </WriteButton>
      {withdraw.isError && <ErrorNotice error={withdraw.error} />}
    </>
  );
}

/** As on cases. */
const KEYS = { approve: 'a', deny: 'r' } as const;

function Decide({ hold, lift, name, keyed }: AskedProps & { readonly name: string }) {
  const { t } = useTranslation();
  const [verdict, setVerdict] = useState<'approve' | 'deny' | null>(null);
  const { id, contentHash, reason } = lift;
  return (
    <>
      {(['approve', 'deny'] as const).map((one) => (
        <WriteButton
          key={one}
          size="compact-sm"
          variant="default"
          onClick={() => setVerdict(one)}
          shortcut={keyed ? { keys: KEYS[one], label: t(`holds.lift.${one}`), run: () => setVerdict(one) } : undefined}
        >
          {t(`holds.lift.${one}`)}
        </WriteButton>
      ))}
      {verdict !== null && (
        <ReasonDialog
          title={t(`holds.lift.${verdict}Title`)}
          confirm={t(`holds.lift.${verdict}`)}
          tone={verdict === 'approve' ? 'danger' : 'normal'}
          onClose={() => setVerdict(null)}
          onConfirm={async (why) => {
            await client.holds.decideLift({ id, contentHash, verdict, reason: why });
            notifications.show({ message: t(`holds.lift.${verdict}Done`) });
            void refresh();
          }}
        >
          {t(`holds.lift.${verdict}About`, { name, reason, id: hold.accountId })}
        </ReasonDialog>
      )}
    </>
  );
}
