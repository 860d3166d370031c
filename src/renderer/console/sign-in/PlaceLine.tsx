import { Button } from '@mantine/core';
import { IconDeviceDesktop, IconServer2 } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useWatched } from '../../ui/use-watched.ts';
import { choosingServer } from '../connection/desktop-shell.ts';
import { place, tellShell } from '../connection/shell-port.ts';
import classes from './PlaceLine.module.css';

/** Where the desktop app's data is, and how to go elsewhere. A browser is where its address says. */
export function PlaceLine() {
  const { t } = useTranslation();
  const here = useWatched(place);
  if (here === null) return null;
  const { server } = here;
  return (
    <p className={classes.line}>
      {server === null ? <IconDeviceDesktop size={15} aria-hidden /> : <IconServer2 size={15} aria-hidden />}
      <span>{server === null ? t('servers.here') : t('servers.connectedTo', { address: server.address })}</span>
      <Button size="compact-xs" variant="subtle" onClick={() => choosingServer.set(true)}>
        {t('servers.connect')}
      </Button>
      {server !== null && (
        <Button size="compact-xs" variant="subtle" onClick={() => tellShell({ kind: 'leave-server' })}>
          {t('servers.disconnect')}
        </Button>
      )}
    </p>
  );
}
