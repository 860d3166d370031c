import { useVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { AuditEntry } from '../../../../shared/contract/console/index.ts';
import { Moment } from '../../../ui/Moment.tsx';
import { actionWords, actorKindWord, changeWords } from '../audit/audit-words.ts';
import classes from './Timeline.module.css';
import { entryKey } from './timeline.ts';

interface TimelineProps {
  readonly label: string;
  /** Newest first. */
  readonly entries: readonly AuditEntry[];
  readonly hasMore: boolean;
  readonly onMore: () => void;
  /** Sets entries apart that the rest is read around. */
  readonly isMarked?: (entry: AuditEntry) => boolean;
}

/** Usual height of an entry, px; each is measured once it shows. */
const USUAL_HEIGHT = 48;
const LOAD_AHEAD = 30;

/** Entries of the trail in a window of its own: only what is seen is in the page, however far back it goes. */
export function Timeline({ label, entries, hasMore, onMore, isMarked }: TimelineProps) {
  const { t } = useTranslation();
  const scroller = useRef<HTMLElement>(null);
  const getItemKey = useCallback(
    (index: number) => {
      const entry = entries[index];
      return entry === undefined ? index : entryKey(entry);
    },
    [entries],
  );
  const virtual = useVirtualizer({
    count: entries.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => USUAL_HEIGHT,
    getItemKey,
    overscan: 8,
  });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? -1;
  useEffect(() => {
    if (hasMore && last >= entries.length - LOAD_AHEAD) onMore();
  }, [hasMore, last, entries.length, onMore]);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be reachable by keyboard
    <section ref={scroller} className={classes.scroller} tabIndex={0} aria-label={label}>
      <ol className={classes.list} style={{ height: virtual.getTotalSize() }}>
        {items.map((item) => {
          const entry = entries[item.index];
          if (entry === undefined) return null;
          return (
            <li
              key={item.key}
              ref={virtual.measureElement}
              data-index={item.index}
              data-marked={isMarked?.(entry) || undefined}
              aria-posinset={item.index + 1}
              aria-setsize={hasMore ? -1 : entries.length}
              className={classes.entry}
              style={{ transform: `translateY(${item.start}px)` }}
            >
              <span className={classes.time}>
                <Moment at={entry.at} />
              </span>
              <div>
                <div className={classes.what}>{actionWords(entry.action)}</div>
                <div className={classes.more}>
                  {[entry.actorName ?? actorKindWord(t, entry.actorKind), changeWords(entry.changes), entry.reason]
                    .filter((part) => part !== null && part !== '')
                    .join(' · ')}
                </div>
              </div>
            </li>
          );
        })}
      </ol>
    </section>
  );
}
