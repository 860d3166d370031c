import { texts } from '../texts.ts';
import classes from './login.module.css';

/** The exchange's mark and name. */
export function Brand() {
  return (
    <div className={classes.brand}>
      <svg width="52" height="52" viewBox="0 0 64 64" aria-hidden="true">
        <rect width="64" height="64" rx="16" fill="var(--ng-brand-fill)" />
        <path d="M18 48V24a14 14 0 0 1 28 0v24M32 12v36M18 32h28" fill="none" stroke="#fff" strokeWidth="5" strokeLinecap="round" />
      </svg>
      <div>
        <p className={classes.name}>{texts.brand}</p>
        <p className={classes.lead}>{texts.logIn.lead}</p>
      </div>
    </div>
  );
}
