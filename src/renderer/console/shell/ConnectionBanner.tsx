import { Button } from '@mantine/core';
import { IconCloudOff } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { duration } from '../../ui/format.ts';
import { useWatched } from '../../ui/use-watched.ts';
import type { ConnectionState } from '../connection/connection.ts';
import { connection } from '../connection/start.ts';
import classes from './ConnectionBanner.module.css';

const GRACE_MS = 1_200;

/** Says when what is shown may be out of date. A connection that comes right back is not worth a word. */
export function ConnectionBanner() {
  const { t } = useTranslation();
  const state = useWatched(connection.state);
  const away = state.kind !== 'open';
  const [shown, setShown] = useState(false);
  useEffect(() => {
    if (!away) return setShown(false);
    const timer = setTimeout(() => setShown(true), GRACE_MS);
    return () => clearTimeout(timer);
  }, [away]);
  if (!shown || !away) return null;
  return (
    <div className={classes.banner} role="alert">
      <IconCloudOff size={16} aria-hidden />
      <span className={classes.text}>{state.kind === 'lost' ? <Waiting state={state} /> : t('shell.connection.bannerNow')}</span>
      <Button size="compact-xs" variant="default" onClick={() => connection.retryNow()} disabled={state.kind !== 'lost'}>
        {t('shell.connection.retry')}
      </Button>
    </div>
  );
}

/** By this machine's clock: the engine's cannot be asked now. */
function Waiting({ state }: { readonly state: Extract<ConnectionState, { kind: 'lost' }> }) {
  const { t } = useTranslation();
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  const seconds = Math.max(1, Math.ceil((state.retryAt - now) / 1000));
  return t('shell.connection.banner', { time: duration(seconds * 1000) });
}
