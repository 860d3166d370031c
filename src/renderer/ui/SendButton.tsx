import { Button, type ButtonProps } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useOffline, useWriting } from './offline.ts';
import classes from './SendButton.module.css';

interface SendButtonProps extends Omit<ButtonProps, 'children' | 'type'> {
  readonly children: ReactNode;
}

/** Sends the form it stands in. Without a connection it cannot, and says so beside itself. */
export function SendButton({ children, disabled = false, ...rest }: SendButtonProps) {
  return (
    <Button {...rest} {...useWriting(disabled)} type="submit">
      {children}
    </Button>
  );
}

/** Why a form cannot be sent now; nothing while it can. */
export function OfflineNote() {
  const { t } = useTranslation();
  const away = useOffline();
  if (!away) return null;
  return (
    <p className={classes.note} role="status">
      {t('ui.offline')}
    </p>
  );
}
