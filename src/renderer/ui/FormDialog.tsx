import { Button, Group, Stack } from '@mantine/core';
import { type ReactNode, type SubmitEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from './Dialog.tsx';
import { ErrorNotice } from './notices.tsx';
import { offline } from './offline.ts';
import { OfflineNote, SendButton } from './SendButton.tsx';

interface FormDialogProps {
  readonly title: string;
  readonly confirm: string;
  readonly ready: boolean;
  readonly onClose: () => void;
  /** Rejects to keep the dialog open with what was typed. */
  readonly onConfirm: () => Promise<void>;
  /** The form's fields, given the error of the last attempt, so that each can show what concerns it. */
  readonly children: (error: unknown) => ReactNode;
}

/** A form in a dialog. Render it only while it is wanted. */
export function FormDialog({ title, confirm, ready, onClose, onConfirm, children }: FormDialogProps) {
  const { t } = useTranslation();
  const [state, setState] = useState<{ readonly busy: boolean; readonly error: unknown }>({ busy: false, error: null });
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (!ready || state.busy || offline.get()) return;
    setState({ busy: true, error: null });
    try {
      await onConfirm();
    } catch (error) {
      setState({ busy: false, error });
    }
  };
  return (
    <Dialog onClose={onClose} title={title}>
      <form onSubmit={(event) => void submit(event)} noValidate>
        <Stack gap="sm">
          {children(state.error)}
          {state.error !== null && <ErrorNotice error={state.error} />}
          <OfflineNote />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {t('ui.cancel')}
            </Button>
            <SendButton loading={state.busy} disabled={!ready}>
              {confirm}
            </SendButton>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}
