import classes from './reference.module.css';

const shortened: Readonly<Record<string, string>> = { DELETE: 'DEL' };

/** An HTTP method: reading apart from changing by more than its colour, since the word says it. */
export function Method({ name, short = false }: { readonly name: string; readonly short?: boolean }) {
  return (
    <span className={classes.method} data-method={name} data-short={short || undefined}>
      {short ? (shortened[name] ?? name) : name}
    </span>
  );
}
