import { Button } from '@mantine/core';
import { type Icon, IconAlertTriangle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { locale } from '../i18n/i18n.ts';
import { errorData, errorMessage } from './errors.ts';
import { duration } from './format.ts';
import classes from './notices.module.css';

interface EmptyNoticeProps {
  readonly icon: Icon;
  readonly title: string;
  /** What will appear here, and how to make it. */
  readonly children?: ReactNode;
  readonly action?: ReactNode;
}

export function EmptyNotice({ icon: NoticeIcon, title, children, action }: EmptyNoticeProps) {
  return (
    <div className={classes.empty}>
      <NoticeIcon size={28} stroke={1.5} aria-hidden className={classes.emptyIcon ?? ''} />
      <p className={classes.emptyTitle}>{title}</p>
      {children && <div className={classes.emptyText}>{children}</div>}
      {action}
    </div>
  );
}

interface ErrorNoticeProps {
  readonly error: unknown;
  readonly title?: string;
  readonly onRetry?: () => void;
}

/** What happened, what was kept, what to do, and an id to quote. */
export function ErrorNotice({ error, title, onRetry }: ErrorNoticeProps) {
  const { t } = useTranslation();
  const message = useErrorMessage(error);
  const { errorId, retryAfterMs } = errorData(error);
  return (
    <div className={classes.error} role="alert">
      <IconAlertTriangle size={18} aria-hidden />
      <div>
        <p className={classes.errorTitle}>{title ?? t('ui.error.title')}</p>
        <p className={classes.errorText}>{message}</p>
        {retryAfterMs !== undefined && (
          <p className={classes.errorText}>{t('ui.error.retryAfter', { time: duration(retryAfterMs, locale()) })}</p>
        )}
        {errorId !== undefined && <p className={classes.errorText}>{t('ui.error.quote', { id: errorId })}</p>}
        {onRetry && (
          <Button variant="default" mt="xs" onClick={onRetry}>
            {t('ui.retry')}
          </Button>
        )}
      </div>
    </div>
  );
}

/** What `errorMessage` says, in the language that is shown. */
export function useErrorMessage(error: unknown): string {
  const { t } = useTranslation();
  return errorMessage(t, error);
}
