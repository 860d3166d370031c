import classes from './requests.module.css';

/** Lines that money or a break-in hangs on: they are what the customer is asked to compare. */
const weighty: ReadonlySet<string> = new Set(['Operation', 'Amount', 'Asset', 'To', 'Network', 'Tag', 'Started on', 'Started from']);

/**
 * An operation exactly as the engine stored it: every line in its order, and nothing put in, left out or translated (TD-11). The text of
 * this element is the text whose hash is signed; only its look tells names from values.
 */
export function CanonicalDetails({ text }: { readonly text: string }) {
  const lines = text.split('\n');
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a long text scrolls, and a keyboard has to reach it to do so
    <pre className={classes.canonical} tabIndex={0}>
      {lines.map((line, index) => {
        const end = index === lines.length - 1 ? '' : '\n';
        const colon = line.indexOf(': ');
        if (colon === -1) {
          return (
            <span key={line} className={classes.heading}>
              {line + end}
            </span>
          );
        }
        const name = line.slice(0, colon);
        return (
          <span key={line} className={classes.line} data-weighty={weighty.has(name) || undefined}>
            <span className={classes.name}>{line.slice(0, colon + 2)}</span>
            <span className={classes.value}>{line.slice(colon + 2) + end}</span>
          </span>
        );
      })}
    </pre>
  );
}
