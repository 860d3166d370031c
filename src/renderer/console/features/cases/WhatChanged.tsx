import { useTranslation } from 'react-i18next';
import type { CaseDetail } from '../../../../shared/contract/console/index.ts';

interface WhatChangedProps {
  readonly seen: CaseDetail;
  readonly now: CaseDetail;
}

/** What of a case changed since somebody began to decide it: from what to what, with new notes and files whole. */
export function WhatChanged({ seen, now }: WhatChangedProps) {
  const { t } = useTranslation();
  const notes = now.notes.filter(({ id }) => !seen.notes.some((note) => note.id === id));
  const files = now.attachments.filter(({ id }) => !seen.attachments.some((file) => file.id === id));
  const fromTo = (before: string, after: string) => t('cases.decide.fromTo', { before, after });
  return (
    <ul>
      {seen.contentHash !== now.contentHash && <li>{t('cases.decide.changes.contentHash')}</li>}
      {seen.status !== now.status && (
        <li>
          {t('cases.decide.changes.status')}: {fromTo(t(`cases.status.${seen.status}`), t(`cases.status.${now.status}`))}
          {now.pending !== null && ` (${now.pending.by.name})`}
        </li>
      )}
      {seen.priority !== now.priority && (
        <li>
          {t('cases.decide.changes.priority')}: {fromTo(t(`cases.priority.${seen.priority}`), t(`cases.priority.${now.priority}`))}
        </li>
      )}
      {notes.map(({ id, by, text }) => (
        <li key={id}>
          {t('cases.decide.changes.note', { name: by.name })}: {text}
        </li>
      ))}
      {files.map(({ id, by, name }) => (
        <li key={id}>
          {t('cases.decide.changes.file', { name: by.name })}: {name}
        </li>
      ))}
    </ul>
  );
}
