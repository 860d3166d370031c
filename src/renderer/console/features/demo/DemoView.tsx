import { Anchor, Group } from '@mantine/core';
import { IconBuildingBank, IconDeviceMobile, IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ScenarioName, ScenarioRun } from '../../../../shared/contract/console/scenarios.ts';
import { scenarioNames } from '../../../../shared/contract/console/scenarios.ts';
import { Card } from '../../../ui/Card.tsx';
import { ErrorNotice } from '../../../ui/notices.tsx';
import { WriteButton } from '../../../ui/WriteButton.tsx';
import { api, queryClient } from '../../connection/api.ts';
import { useMay } from '../../connection/use-me.ts';
import { ManagePage } from '../../shell/ManagePage.tsx';
import classes from './demo.module.css';
import { Script } from './Script.tsx';

const WHILE_PLAYING_MS = 600;
const ASK_EVERY_MS = 15_000;

/** Simulated customers, two apps to be a customer oneself, and stories to watch. */
export function DemoView() {
  const { t } = useTranslation();
  const runs = useQuery(
    api.demo.scenarios.list.queryOptions({
      refetchInterval: ({ state }) => (state.data?.runs.some(({ status }) => status === 'running') === true ? WHILE_PLAYING_MS : false),
    }),
  );
  const [followed, setFollowed] = useState<ScenarioName | null>(null);
  const all = runs.data?.runs ?? [];
  const shown = all.find(({ scenario }) => scenario === followed) ?? all[0];
  return (
    <ManagePage title={t('demo.title')} wide>
      <p className={classes.about}>{t('demo.about')}</p>
      {runs.isError && <ErrorNotice error={runs.error} onRetry={() => void runs.refetch()} />}
      <div className={classes.columns}>
        <div className={classes.column}>
          <Stories runs={all} onFollow={setFollowed} />
          <Traffic />
          <Clients />
        </div>
        <Script run={shown} />
      </div>
    </ManagePage>
  );
}

interface StoriesProps {
  readonly runs: readonly ScenarioRun[];
  /** Shows the script of a story. */
  readonly onFollow: (scenario: ScenarioName) => void;
}

function Stories({ runs, onFollow }: StoriesProps) {
  const { t } = useTranslation();
  const mayRun = useMay('demo.run');
  const play = useMutation(
    api.demo.scenarios.play.mutationOptions({
      onSuccess: () => queryClient.invalidateQueries({ queryKey: api.demo.scenarios.list.key() }),
    }),
  );
  const isKnown = (name: ScenarioName) => runs.some(({ scenario }) => scenario === name);
  const isPlaying = (name: ScenarioName) => runs.some(({ scenario, status }) => scenario === name && status === 'running');
  return (
    <Card title={t('demo.scenarios')}>
      <ul className={classes.stories}>
        {scenarioNames.map((scenario) => (
          <li key={scenario} className={classes.story}>
            <div>
              {isKnown(scenario) ? (
                <Anchor component="button" inherit fw={600} onClick={() => onFollow(scenario)}>
                  {t(`demo.name.${scenario}`)}
                </Anchor>
              ) : (
                <strong>{t(`demo.name.${scenario}`)}</strong>
              )}
              <p className={classes.soft}>{t(`demo.tells.${scenario}`)}</p>
            </div>
            {mayRun && (
              <WriteButton
                variant="default"
                leftSection={<IconPlayerPlay size={14} aria-hidden />}
                loading={isPlaying(scenario)}
                onClick={() => {
                  onFollow(scenario);
                  play.mutate({ scenario });
                }}
                aria-label={`${isKnown(scenario) ? t('demo.playAgain') : t('demo.play')}: ${t(`demo.name.${scenario}`)}`}
              >
                {isKnown(scenario) ? t('demo.playAgain') : t('demo.play')}
              </WriteButton>
            )}
          </li>
        ))}
      </ul>
      {play.isError && <ErrorNotice error={play.error} />}
    </Card>
  );
}

function Traffic() {
  const { t } = useTranslation();
  const mayRun = useMay('demo.run');
  const traffic = useQuery(api.demo.traffic.queryOptions({ refetchInterval: ASK_EVERY_MS }));
  const set = useMutation(
    api.demo.setTraffic.mutationOptions({ onSuccess: (state) => queryClient.setQueryData(api.demo.traffic.queryKey(), state) }),
  );
  if (traffic.data === undefined) return null;
  const { running, operationsPerMinute } = traffic.data;
  const ButtonIcon = running ? IconPlayerPause : IconPlayerPlay;
  return (
    <Card title={t('demo.traffic')}>
      <Group justify="space-between">
        <span>{running ? t('demo.trafficOn', { rate: Math.round(operationsPerMinute) }) : t('demo.trafficOff')}</span>
        {mayRun && (
          <WriteButton
            variant="default"
            leftSection={<ButtonIcon size={14} aria-hidden />}
            loading={set.isPending}
            onClick={() => set.mutate({ running: !running })}
          >
            {running ? t('demo.stop') : t('demo.start')}
          </WriteButton>
        )}
      </Group>
    </Card>
  );
}

function Clients() {
  const { t } = useTranslation();
  const clients = useQuery(
    api.demo.clients.queryOptions({ refetchInterval: ({ state }) => (state.data?.exchange === null ? ASK_EVERY_MS : false) }),
  );
  if (clients.data === undefined) return null;
  const { exchange, phone } = clients.data;
  return (
    <Card title={t('demo.clients')}>
      <p className={classes.soft}>{t('demo.clientsAbout')}</p>
      {exchange === null || phone === null ? (
        <p>{t('demo.clientsStarting')}</p>
      ) : (
        <Group mt="sm" gap="lg">
          <Anchor href={exchange} target="_blank" rel="noreferrer" className={classes.client ?? ''}>
            <IconBuildingBank size={16} aria-hidden />
            {t('demo.exchange')}
          </Anchor>
          <Anchor href={phone} target="_blank" rel="noreferrer" className={classes.client ?? ''}>
            <IconDeviceMobile size={16} aria-hidden />
            {t('demo.phone')}
          </Anchor>
        </Group>
      )}
    </Card>
  );
}
