import { Button, TextInput } from '@mantine/core';
import { type SubmitEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './draft.module.css';

const DECISION_ID = /dec_[0-9a-z]{26}/u;

/** Opens any past decision beside the draft, decided again under what is being edited. @param onOpen takes its id */
export function TryDecision({ onOpen }: { readonly onOpen: (id: string) => void }) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const [touched, setTouched] = useState(false);
  // A link to a decision serves as well as its id.
  const id = DECISION_ID.exec(typed)?.[0];
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    setTouched(true);
    if (id !== undefined) onOpen(id);
  };
  return (
    <form className={classes.tryDecision} onSubmit={submit} noValidate>
      <TextInput
        size="xs"
        className={classes.grow ?? ''}
        label={t('rules.draft.try')}
        placeholder="dec_…"
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        error={touched && id === undefined ? t('rules.draft.tryWrong') : null}
        autoComplete="off"
        spellCheck={false}
      />
      <Button type="submit" size="xs" variant="default">
        {t('rules.draft.tryShow')}
      </Button>
    </form>
  );
}
