import { Button, Stack } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useNavigate, useRouterState } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Change } from '../../../shared/contract/console/index.ts';
import { listenToChanges } from '../connection/changes.ts';

const ends = ['finished', 'cancelled', 'failed'] as const;
type End = (typeof ends)[number];

/** Tells that an import ended, wherever the person is by then, and leads to it. */
export function ImportNotices() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const path = useRouterState({ select: (state) => state.location.pathname });
  const shown = useRef(path);
  useEffect(() => {
    shown.current = path;
  }, [path]);

  useEffect(() => {
    const tell = (change: Change, end: End) => {
      const notice = `import-${change.id}`;
      const open = () => {
        notifications.hide(notice);
        void navigate({ to: '/import/$importId', params: { importId: change.id } });
      };
      notifications.show({
        id: notice,
        title: t(`imports.detail.done.${end}`),
        autoClose: false,
        message: (
          <Stack gap={6} align="flex-start">
            {t('imports.detail.doneText', {
              accepted: Number(change.data.rowsAccepted ?? 0),
              rejected: Number(change.data.rowsRejected ?? 0),
            })}
            <Button size="compact-xs" variant="default" onClick={open}>
              {t('imports.detail.show')}
            </Button>
          </Stack>
        ),
      });
    };
    return listenToChanges((changes) => {
      for (const change of changes) {
        const end = ends.find((one) => one === change.data.status);
        if (change.topic === 'import' && end !== undefined && !shown.current.endsWith(change.id)) tell(change, end);
      }
    });
  }, [t, navigate]);
  return null;
}
