import { Button, Group, Stack, Text, Textarea } from '@mantine/core';
import { type ReactNode, type SubmitEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from './Dialog.tsx';
import { ErrorNotice } from './notices.tsx';
import { offline } from './offline.ts';
import { OfflineNote, SendButton } from './SendButton.tsx';

interface ReasonDialogProps {
  readonly title: string;
  /** What will happen. */
  readonly children?: ReactNode;
  readonly confirm: string;
  readonly tone?: 'normal' | 'danger';
  /** What the text is called; a reason by default. */
  readonly label?: string;
  readonly maxLength?: number;
  /** Set when the state changed so that the action makes no sense any more; shown, and the action is refused. */
  readonly blocked?: string | null;
  readonly onClose: () => void;
  /** Rejects to keep the dialog open with what was typed. */
  readonly onConfirm: (reason: string) => Promise<void>;
}

const SHORTEST = 3;

/** Asks why before something is done, and does it. Render it only while it is wanted. */
export function ReasonDialog(props: ReasonDialogProps) {
  const { title, children, confirm, tone = 'normal', label, maxLength = 200, blocked = null, onClose, onConfirm } = props;
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  const [touched, setTouched] = useState(false);
  const [state, setState] = useState<{ readonly busy: boolean; readonly error: unknown }>({ busy: false, error: null });
  const tooShort = reason.trim().length < SHORTEST;

  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    setTouched(true);
    if (tooShort || blocked !== null || state.busy || offline.get()) return;
    setState({ busy: true, error: null });
    try {
      await onConfirm(reason.trim());
      onClose();
    } catch (error) {
      setState({ busy: false, error });
    }
  };

  return (
    <Dialog onClose={onClose} title={title}>
      <form onSubmit={(event) => void submit(event)} noValidate>
        <Stack gap="sm">
          {children !== undefined && (
            <Text component="div" size="sm">
              {children}
            </Text>
          )}
          <Textarea
            label={label ?? t('ui.reason.label')}
            description={t('ui.reason.hint')}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value.replace(/[\r\n]+/g, ' '))}
            onKeyDown={(event) => {
              if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
              event.preventDefault();
              event.currentTarget.form?.requestSubmit();
            }}
            maxLength={maxLength}
            error={touched && tooShort ? t('ui.reason.tooShort') : null}
            required
            autoFocus
            data-autofocus
          />
          {blocked !== null && <Text size="sm">{blocked}</Text>}
          {state.error !== null && <ErrorNotice error={state.error} />}
          <OfflineNote />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {t('ui.cancel')}
            </Button>
            <SendButton loading={state.busy} disabled={blocked !== null} {...(tone === 'danger' ? { color: 'red.9' } : {})}>
              {confirm}
            </SendButton>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}
