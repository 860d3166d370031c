import { Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Moment } from '../../../../ui/Moment.tsx';
import { ErrorNotice } from '../../../../ui/notices.tsx';
import { OfflineNote, SendButton } from '../../../../ui/SendButton.tsx';
import { client } from '../../../connection/api.ts';
import { useMay } from '../../../connection/use-me.ts';
import classes from './draft.module.css';
import { type DraftDetail, showDraft } from './use-editing.ts';

/** What was said about a draft, each word beside the revision it was about. */
export function Discussion({ detail }: { readonly detail: DraftDetail }) {
  const { t } = useTranslation();
  const may = useMay('rules.draft');
  const [text, setText] = useState('');
  const [error, setError] = useState<unknown>(null);
  const { id, finishedAt } = detail.draft;
  const send = async () => {
    try {
      showDraft(await client.tuning.drafts.comment({ id, text: text.trim() }));
      setText('');
      setError(null);
    } catch (failure) {
      setError(failure);
    }
  };
  return (
    <div className={classes.form}>
      <p className={classes.soft}>{t('rules.discussion.authors', { names: detail.authors.map(({ name }) => name).join(', ') })}</p>
      {detail.comments.length === 0 && <p className={classes.soft}>{t('rules.discussion.none')}</p>}
      <ul className={classes.comments}>
        {detail.comments.map((comment) => (
          <li key={`${comment.at} ${comment.by.id} ${comment.verdict}`} className={classes.comment}>
            <strong>{comment.by.name}</strong> {t(`rules.discussion.verdict.${comment.verdict}`, { revision: comment.revision })}{' '}
            <span className={classes.soft}>
              <Moment at={comment.at} />
            </span>
            <p className={classes.commentText}>{comment.text}</p>
          </li>
        ))}
      </ul>
      {may && finishedAt === null && (
        <form
          className={classes.form}
          onSubmit={(event) => {
            event.preventDefault();
            if (text.trim() !== '') void send();
          }}
        >
          <Textarea
            label={t('rules.discussion.say')}
            value={text}
            maxLength={2000}
            onChange={(event) => setText(event.currentTarget.value)}
          />
          {error !== null && <ErrorNotice error={error} />}
          <OfflineNote />
          <SendButton mr="auto" variant="default" disabled={text.trim() === ''}>
            {t('rules.discussion.send')}
          </SendButton>
        </form>
      )}
    </div>
  );
}
