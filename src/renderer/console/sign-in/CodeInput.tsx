import { TextInput } from '@mantine/core';
import classes from './Entrance.module.css';

interface CodeInputProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (code: string) => void;
  readonly error: string | null;
  readonly autoFocus?: boolean;
}

/** Six digits in one field, so that pasting, autofill and screen readers work. */
export function CodeInput({ label, value, onChange, error, autoFocus = false }: CodeInputProps) {
  return (
    <TextInput
      label={label}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value.replace(/\D/g, '').slice(0, 6))}
      inputMode="numeric"
      autoComplete="one-time-code"
      error={error}
      classNames={{ input: classes.code ?? '' }}
      required
      autoFocus={autoFocus}
    />
  );
}
