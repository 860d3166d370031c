import { IconCloudOff } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './notices.module.css';
import { EmptyNotice } from './notices.tsx';
import { useLongOffline } from './offline.ts';

interface LoadingProps {
  /** The shape of what is on its way; nothing where it comes too soon to have one. */
  readonly children?: ReactNode;
  /** Where there is room for one line only. */
  readonly inLine?: boolean;
}

/** Stands where something is on its way. Without a connection nothing is, and it says so: what is shown loads by itself later. */
export function Loading({ children = null, inLine = false }: LoadingProps) {
  const { t } = useTranslation();
  if (!useLongOffline()) return children;
  return inLine ? <p className={classes.notLoaded}>{t('ui.notLoaded.title')}</p> : <NotLoaded />;
}

/** Says that the connection went before this was read. */
export function NotLoaded() {
  const { t } = useTranslation();
  return (
    <EmptyNotice icon={IconCloudOff} title={t('ui.notLoaded.title')}>
      {t('ui.notLoaded.text')}
    </EmptyNotice>
  );
}
