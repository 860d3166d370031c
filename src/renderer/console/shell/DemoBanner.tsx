import { UnstyledButton } from '@mantine/core';
import { IconFlask, IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { locale } from '../../i18n/i18n.ts';
import { number } from '../../ui/format.ts';
import { useWriting } from '../../ui/offline.ts';
import { api, queryClient } from '../connection/api.ts';
import { useMay } from '../connection/use-me.ts';
import classes from './DemoBanner.module.css';

/** Says on every page that nothing here is real. */
export function DemoBanner() {
  const { t } = useTranslation();
  const mayRun = useMay('demo.run');
  return (
    <div className={classes.banner} role="note">
      <IconFlask size={16} aria-hidden />
      <strong>{t('shell.demo.banner')}</strong>
      {mayRun && <Traffic />}
    </div>
  );
}

const ASK_EVERY_MS = 15_000;

function Traffic() {
  const { t } = useTranslation();
  const traffic = useQuery(api.demo.traffic.queryOptions({ refetchInterval: ASK_EVERY_MS }));
  const set = useMutation(
    api.demo.setTraffic.mutationOptions({ onSuccess: (state) => queryClient.setQueryData(api.demo.traffic.queryKey(), state) }),
  );
  const writing = useWriting(set.isPending);
  if (traffic.data === undefined) return null;
  const { running, operationsPerMinute } = traffic.data;
  const ButtonIcon = running ? IconPlayerPause : IconPlayerPlay;
  return (
    <span className={classes.traffic}>
      {running ? t('shell.demo.running', { rate: number(Math.round(operationsPerMinute), locale()) }) : t('shell.demo.stopped')}
      <UnstyledButton className={classes.button ?? ''} onClick={() => set.mutate({ running: !running })} {...writing}>
        <ButtonIcon size={13} aria-hidden />
        {running ? t('shell.demo.stop') : t('shell.demo.start')}
      </UnstyledButton>
    </span>
  );
}
