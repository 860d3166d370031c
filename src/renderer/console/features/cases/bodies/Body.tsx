import { Skeleton } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Loading } from '../../../../ui/Loading.tsx';
import { ErrorNotice } from '../../../../ui/notices.tsx';
import classes from './bodies.module.css';

interface BodyProps<T> {
  readonly query: UseQueryResult<T>;
  readonly children: (data: T) => ReactNode;
}

/** The middle of a case's page, once what it shows has been read. A later failure keeps on screen what was read before. */
export function Body<T>({ query, children }: BodyProps<T>) {
  if (query.data !== undefined) return <div className={classes.body}>{children(query.data)}</div>;
  if (query.isError) return <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />;
  return (
    <div className={classes.body}>
      <Loading>
        <Skeleton height={120} />
        <Skeleton height={220} />
      </Loading>
    </div>
  );
}

interface NoticeProps {
  readonly tone: 'good' | 'warn' | 'bad' | 'info';
  readonly title: string;
  readonly children?: ReactNode;
  /** Speaks up when it appears, for what a person on the phone waits for. */
  readonly live?: boolean;
}

/** What somebody has to know before anything else on the page. */
export function Notice({ tone, title, children, live = false }: NoticeProps) {
  return (
    <div className={classes.notice} data-tone={tone} role={live ? 'status' : undefined}>
      <p className={classes.noticeTitle}>{title}</p>
      {children}
    </div>
  );
}
