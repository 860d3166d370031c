import { Button } from '@mantine/core';
import { IconCloudOff } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { locale } from '../../i18n/i18n.ts';
import { clockTime, duration } from '../../ui/format.ts';
import { GRACE_MS } from '../../ui/offline.ts';
import { useLasting } from '../../ui/use-lasting.ts';
import { useWatched } from '../../ui/use-watched.ts';
import type { ConnectionState } from '../connection/connection.ts';
import { place, serverProblem } from '../connection/shell-port.ts';
import { connection } from '../connection/start.ts';
import classes from './ConnectionBanner.module.css';

/** Whether the connection has been away for longer than is worth no word. */
export function useAway(): boolean {
  const { kind } = useWatched(connection.state);
  return useLasting(kind !== 'open', GRACE_MS);
}

/** Since when nothing is heard, in words; by this machine's clock, since the engine's cannot be asked. */
function useSince(): string {
  const [opened] = useState(Date.now);
  return clockTime(connection.since ?? opened, locale());
}

/** Says since when what is shown is out of date, why, and when the next attempt comes. */
export function ConnectionBanner() {
  return useAway() ? <Banner /> : null;
}

function Banner() {
  const { t } = useTranslation();
  const state = useWatched(connection.state);
  const server = useWatched(place)?.server ?? null;
  const problem = useWatched(serverProblem);
  const since = useSince();
  return (
    <div className={classes.banner} role="alert">
      <IconCloudOff size={16} aria-hidden />
      <span className={classes.text}>
        {server === null
          ? t('shell.connection.banner', { since })
          : t('shell.connection.bannerServer', { server: new URL(server.address).host, since })}
        {problem !== null && problem.kind !== 'unreachable' && ` ${t(`servers.problem.${problem.kind}`, { detail: problem.detail })}`}
      </span>
      <span className={classes.next} aria-live="off">
        {state.kind === 'lost' ? <Waiting state={state} /> : t('shell.connection.now')}
      </span>
      <Button size="compact-xs" variant="default" onClick={() => connection.retryNow()} disabled={state.kind !== 'lost'}>
        {t('shell.connection.retry')}
      </Button>
    </div>
  );
}

/** Marks what is shown as of the moment of the last word. */
export function StaleMark() {
  const { t } = useTranslation();
  const since = useSince();
  return <p className={classes.stale}>{t('shell.connection.stale', { since })}</p>;
}

function Waiting({ state }: { readonly state: Extract<ConnectionState, { kind: 'lost' }> }) {
  const { t } = useTranslation();
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  const seconds = Math.max(1, Math.ceil((state.retryAt - now) / 1000));
  return t('shell.connection.next', { time: duration(seconds * 1000, locale()) });
}
