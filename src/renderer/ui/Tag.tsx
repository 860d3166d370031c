import type { Icon } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './Tag.module.css';

export type Tone = 'good' | 'warn' | 'bad' | 'info' | 'review' | 'neutral';

interface TagProps {
  readonly tone: Tone;
  /** Says the same as the word does, for people who see neither well. */
  readonly icon: Icon;
  readonly children: ReactNode;
  /** Without a background, for places that hold many. */
  readonly quiet?: boolean;
}

/** A word with its icon, on its tone: never colour alone. */
export function Tag({ tone, icon: TagIcon, children, quiet = false }: TagProps) {
  return (
    <span className={`${classes.tag} ${classes[tone]} ${quiet ? classes.quiet : ''}`}>
      <TagIcon size={13} stroke={2} aria-hidden />
      <span className={classes.word}>{children}</span>
    </span>
  );
}
