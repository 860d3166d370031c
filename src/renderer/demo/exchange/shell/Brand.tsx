import classes from './Brand.module.css';

/** The exchange's mark and name. */
export function Brand() {
  return (
    <span className={classes.brand}>
      <svg viewBox="0 0 32 32" width="28" height="28" aria-hidden="true">
        <rect width="32" height="32" rx="8" className={classes.tile} />
        <path d="M8 24V12a8 8 0 0 1 16 0v12M16 24v-9M12 24v-7M20 24v-7" className={classes.gate} />
      </svg>
      Northgate
    </span>
  );
}
