import { TextInput } from '@mantine/core';
import classes from './requests.module.css';

interface NumberFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly busy: boolean;
  readonly wrong: boolean;
}

/** The two digits that tie this screen to another screen or to a voice (TD-12, RC-03). */
export function NumberField({ label, value, onChange, busy, wrong }: NumberFieldProps) {
  return (
    <TextInput
      label={label}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value.replace(/\D/gu, '').slice(0, 2))}
      disabled={busy}
      error={wrong}
      inputMode="numeric"
      autoComplete="off"
      placeholder="––"
      classNames={{ root: classes.numberEntry ?? '', label: classes.numberLabel ?? '', input: classes.numberInput ?? '' }}
    />
  );
}
