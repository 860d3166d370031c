import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { errorCode } from '../../ui/errors.ts';
import { ErrorNotice } from '../../ui/notices.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { PageSkeleton } from '../../ui/PageSkeleton.tsx';
import classes from './RecordPage.module.css';

interface RecordPageProps<Data> {
  readonly found: UseQueryResult<Data>;
  /** Of the list that the record stands in, for as long as the record itself has none to show. */
  readonly title: string;
  readonly back: ReactNode;
  /** Shown when there is no such record. */
  readonly missing: ReactNode;
  readonly children: (data: Data) => ReactNode;
}

/** The page of one record: while it comes, when there is none of this id, and when reading it failed. */
export function RecordPage<Data>({ found, title, back, missing, children }: RecordPageProps<Data>) {
  const { t } = useTranslation();
  if (found.data !== undefined) return children(found.data);
  if (found.isPending) return <PageSkeleton />;
  const code = errorCode(found.error);
  return (
    <>
      <PageHeader title={title} before={back} />
      {code === 'not_found' || code === 'invalid_input' ? (
        missing
      ) : (
        <div className={classes.notice}>
          <ErrorNotice error={found.error} title={t('ui.error.loadTitle')} onRetry={() => void found.refetch()} />
        </div>
      )}
    </>
  );
}
