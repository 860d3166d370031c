import classes from './CanonicalText.module.css';

/** An operation’s canonical text, line by line and unaltered: it is what the customer sees and signs. */
export function CanonicalText({ text, hint }: { readonly text: string; readonly hint: string }) {
  return (
    <figure className={classes.figure}>
      <pre className={classes.text}>{text}</pre>
      <figcaption className={classes.hint}>{hint}</figcaption>
    </figure>
  );
}
