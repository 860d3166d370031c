import { Anchor, Stack, TextInput } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import classes from './CodeEntry.module.css';

interface CodeEntryProps {
  readonly label: string;
  readonly description?: string | undefined;
  readonly busy: boolean;
  /** What was wrong with the last code. */
  readonly error: string | null;
  /** Counts answers: after each the field is empty and waits for the next code. */
  readonly round: number;
  readonly onCode: (code: string) => void;
  /** Absent where there is nothing to send. */
  readonly onResend?: (() => void) | undefined;
}

const DIGITS = 6;

/** Six digits, sent by themselves when the last one is in. */
export function CodeEntry({ label, description, busy, error, round, onCode, onResend }: CodeEntryProps) {
  const [code, setCode] = useState('');
  const field = useRef<HTMLInputElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a round is the event
  useEffect(() => {
    setCode('');
    field.current?.focus();
  }, [round]);
  const typed = (text: string) => {
    const digits = text.replace(/\D/gu, '').slice(0, DIGITS);
    setCode(digits);
    if (digits.length === DIGITS && !busy) onCode(digits);
  };
  return (
    <Stack gap="xs" align="flex-start">
      <TextInput
        ref={field}
        label={label}
        description={description}
        error={error}
        value={code}
        onChange={(event) => typed(event.currentTarget.value)}
        readOnly={busy}
        inputMode="numeric"
        autoComplete="one-time-code"
        size="lg"
        classNames={{ input: classes.input ?? '' }}
      />
      {onResend !== undefined && (
        <Anchor component="button" type="button" size="sm" onClick={onResend} disabled={busy}>
          Send again
        </Anchor>
      )}
    </Stack>
  );
}
