import { PasswordInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { fieldMessage } from '../../ui/errors.ts';
import { PasswordStrength } from './PasswordStrength.tsx';

/** The shortest password that the contract takes. */
export const SHORTEST_PASSWORD = 12;

interface NewPasswordProps {
  readonly value: string;
  readonly onChange: (password: string) => void;
  /** What the last try met, if anything. */
  readonly error: unknown;
  /** What a password must not be made of. */
  readonly personal: readonly string[];
  readonly autoFocus?: boolean;
}

/** A password that somebody chooses, and how good it is. */
export function NewPassword({ value, onChange, error, personal, autoFocus = false }: NewPasswordProps) {
  const { t } = useTranslation();
  return (
    <div>
      <PasswordInput
        label={t('signIn.password')}
        description={t('signIn.first.passwordHint')}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
        autoComplete="new-password"
        maxLength={200}
        error={fieldMessage(error, 'password')}
        required
        autoFocus={autoFocus}
      />
      <PasswordStrength password={value} personal={personal} shortest={SHORTEST_PASSWORD} />
    </div>
  );
}
