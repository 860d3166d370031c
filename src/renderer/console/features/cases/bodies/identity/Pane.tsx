import { IconEyeOff } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './images.module.css';
import { lie, type Size, type Turn } from './picture.ts';

interface PaneProps {
  readonly label: string;
  readonly pane?: (element: HTMLElement | null) => void;
  readonly onScroll?: () => void;
  readonly children: ReactNode;
}

/** A window onto a picture that may be larger; arrow keys move it. */
export function Pane({ label, pane, onScroll, children }: PaneProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be reachable by keyboard
    <section className={classes.pane} tabIndex={0} aria-label={label} ref={pane} onScroll={onScroll}>
      {children}
    </section>
  );
}

interface PictureProps {
  readonly size: Size;
  /** What to show; null while it is hidden. */
  readonly source: string | null;
  readonly zoom: number;
  readonly turn: Turn;
  readonly alt: string;
}

export function Picture({ size, source, zoom, turn, alt }: PictureProps) {
  const { t } = useTranslation();
  const { aspectRatio, ...style } = lie(size, turn);
  return (
    <div className={classes.frame} style={{ width: `${zoom * 100}%`, aspectRatio }}>
      {source === null ? (
        <span className={classes.hidden}>
          <IconEyeOff size={20} stroke={1.5} aria-hidden />
          {t('caseBodies.images.hidden')}
        </span>
      ) : (
        <img src={source} alt={alt} className={classes.picture} style={style} draggable={false} />
      )}
    </div>
  );
}
