import { useTranslation } from 'react-i18next';
import classes from './Entrance.module.css';
import { passwordStrength } from './strength.ts';

interface PasswordStrengthProps {
  readonly password: string;
  /** The person's own names, which make poor passwords. */
  readonly personal: readonly string[];
  readonly shortest: number;
}

const LEVELS = ['weak', 'fair', 'strong'] as const;

export function PasswordStrength({ password, personal, shortest }: PasswordStrengthProps) {
  const { t } = useTranslation();
  if (password === '') return null;
  const missing = shortest - password.length;
  const { level, tip } = passwordStrength(password, personal);
  const lit = missing > 0 ? 1 : LEVELS.indexOf(level) + 1;
  return (
    <>
      <div className={classes.meter} aria-hidden>
        {LEVELS.map((step, index) => (
          <span key={step} data-on={index < lit ? (missing > 0 ? 'weak' : level) : undefined} />
        ))}
      </div>
      <p className={classes.strength} role="status">
        {missing > 0
          ? t('signIn.strength.short', { count: missing })
          : `${t('signIn.strength.label', { word: t(`signIn.strength.${level}`) })}. ${t(`signIn.strength.tips.${tip}`)}`}
      </p>
    </>
  );
}
