import { Button, Stack } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useNavigate, useRouterState } from '@tanstack/react-router';
import { type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useWatched } from '../../../ui/use-watched.ts';
import { useMe } from '../../connection/use-me.ts';
import { exportResult, useExportWords } from './Export.tsx';
import { trailCheck, trailExport } from './runs.ts';
import { checkResult, useCheckWords } from './Verification.tsx';

/** Keeps work on the trail going while its view is away, and tells how it ended wherever the person is by then. */
export function TrailNotices() {
  const { t } = useTranslation();
  const { id } = useMe();
  useEffect(() => {
    const runs = [trailExport, trailCheck];
    for (const run of runs) run.resume(id);
    return () => {
      for (const run of runs) run.leave();
    };
  }, [id]);
  const exported = useWatched(trailExport.standing);
  const checked = useWatched(trailCheck.standing);
  useNotice('trail-export', t('audit.export.action'), exportResult(exported), useExportWords(exported));
  useNotice('trail-check', t('audit.verify.action'), checkResult(checked), useCheckWords(checked));
  return null;
}

/** One notice when a run has ended out of sight; its view shows the same. */
function useNotice(id: string, title: string, result: 'good' | 'bad' | null, words: ReactNode): void {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const path = useRouterState({ select: (state) => state.location.pathname });
  const told = useRef<'good' | 'bad' | null>(null);
  useEffect(() => {
    const before = told.current;
    told.current = result;
    if (result === null || result === before || path === '/audit') return;
    notifications.show({
      id,
      title,
      autoClose: false,
      ...(result === 'bad' ? { color: 'red' } : {}),
      message: (
        <Stack gap={6} align="flex-start">
          {words}
          <Button
            size="compact-xs"
            variant="default"
            onClick={() => {
              notifications.hide(id);
              void navigate({ to: '/audit' });
            }}
          >
            {t('audit.run.show')}
          </Button>
        </Stack>
      ),
    });
  }, [result, path, id, title, words, navigate, t]);
}
