import { FocusTrap } from '@mantine/core';
import { type ReactNode, useEffect } from 'react';
import classes from './Sheet.module.css';

interface SheetProps {
  readonly title: string;
  readonly onClose: () => void;
  /** Over all of the phone, also where the screen below is one of several. */
  readonly fixed?: boolean;
  readonly children: ReactNode;
}

/** A dialogue that comes up from the lower edge of the phone, over the screen that it belongs to. */
export function Sheet({ title, onClose, fixed = false, children }: SheetProps) {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape') onClose();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [onClose]);
  return (
    <div className={classes.over} data-fixed={fixed || undefined}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: a second way out for pointers; keyboards have Escape and the sheet's own buttons */}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: as above */}
      <div className={classes.shade} onClick={onClose} />
      <FocusTrap>
        <div className={classes.sheet} role="dialog" aria-modal="true" aria-label={title} tabIndex={-1} data-autofocus>
          <h2 className={classes.title}>{title}</h2>
          {children}
        </div>
      </FocusTrap>
    </div>
  );
}
