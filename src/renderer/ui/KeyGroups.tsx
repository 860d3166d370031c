import classes from './KeyGroups.module.css';

/** A key that somebody types from the screen, in groups of four. Only its look has gaps: what is marked and copied has none. */
export function KeyGroups({ text }: { readonly text: string }) {
  const groups = text.match(/.{1,4}/gu) ?? [];
  return groups.map((group, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: a group is nothing but its place
    <span key={index} className={classes.group}>
      {group}
    </span>
  ));
}
