import type { Attention } from '../engine/attention/attention.ts';

type News = NonNullable<Attention['news']>;

/** Port: where the operating system shows things outside the window. */
export interface SystemSurface {
  /** Whether the person is looking at a window of ours. */
  readonly needsNoNews: () => boolean;
  /** The number on the dock or task bar, and its words in the tray. */
  readonly setCount: (waiting: number, words: string) => void;
  /** Shows a notification; `clicked` when the person follows it. */
  readonly notify: (news: News, clicked: () => void) => ShownNotification;
  readonly close: () => void;
}

export interface ShownNotification {
  close(): void;
}

export interface AttentionSink {
  show(attention: Attention): void;
  close(): void;
}

/** Some systems never say that a notification went away; older ones than these are taken back. */
const MOST_SHOWN = 20;

/**
 * Makes what waits for staff seen outside the window: the number on the dock or task bar, the tray's text, and a notification of the
 * operating system for each new approval while the window is not in front.
 * @param open shows a route in the window that fits
 */
export function createAttentionSink(surface: SystemSurface, open: (path: string) => void): AttentionSink {
  // Without a reference the notification, and with it its click, could be collected while it is on screen.
  const shown: ShownNotification[] = [];
  const count = (waiting: number) => surface.setCount(waiting, `Portcullis: ${describeWaiting(waiting)}`);
  count(0);
  return {
    show({ waiting, news }) {
      count(waiting);
      if (news === null || surface.needsNoNews()) return;
      shown.push(surface.notify(news, () => open(news.path)));
      if (shown.length > MOST_SHOWN) shown.shift()?.close();
    },
    close() {
      for (const notification of shown.splice(0)) notification.close();
      surface.close();
    },
  };
}

export function describeWaiting(waiting: number): string {
  if (waiting === 0) return 'nothing waits';
  return waiting === 1 ? '1 approval waits' : `${waiting} approvals wait`;
}
