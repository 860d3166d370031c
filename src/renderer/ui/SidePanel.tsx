import { ActionIcon, Tooltip } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { type ReactNode, useId } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './SidePanel.module.css';
import { useEscape } from './use-escape.ts';

interface SidePanelProps {
  readonly title: ReactNode;
  readonly onClose: () => void;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** One record beside its list. Escape closes it; the list keeps the focus, so that `j` and `k` walk through records. */
export function SidePanel({ title, onClose, actions, children }: SidePanelProps) {
  const { t } = useTranslation();
  const titleId = useId();
  useEscape(onClose);
  return (
    <aside className={classes.panel} aria-labelledby={titleId}>
      <div className={classes.head}>
        <h2 id={titleId} className={classes.title}>
          {title}
        </h2>
        <Tooltip label={`${t('ui.close')} (Esc)`}>
          <ActionIcon onClick={onClose} aria-label={t('ui.close')} aria-keyshortcuts="Escape">
            <IconX size={16} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable by keyboard */}
      <section className={classes.body} tabIndex={0} aria-labelledby={titleId}>
        {children}
      </section>
      {actions && <div className={classes.actions}>{actions}</div>}
    </aside>
  );
}

/** A titled part of a panel or a page. */
export function Section({ title, aside, children }: { readonly title: string; readonly aside?: ReactNode; readonly children: ReactNode }) {
  return (
    <section className={classes.section}>
      <div className={classes.sectionHead}>
        <h3 className={classes.sectionTitle}>{title}</h3>
        {aside}
      </div>
      {children}
    </section>
  );
}
