import type { WebContents, WebFrameMain } from 'electron';

/** What of an IPC event says where it came from. */
export interface Sender {
  /** Null once the frame has navigated or gone: then nobody vouches for the message. */
  readonly senderFrame: Pick<WebFrameMain, 'url' | 'parent'> | null;
  readonly sender: Pick<WebContents, 'id'>;
}

/**
 * True when a message comes from the top frame of the console's own window while it shows the console's own page. A null
 * frame, a child frame, another window or another page is refused.
 */
export function isFromConsole(event: Sender, window: Pick<WebContents, 'id'>, trustedOrigin: string): boolean {
  const frame = event.senderFrame;
  if (frame === null || event.sender.id !== window.id || frame.parent !== null) return false;
  if (!URL.canParse(frame.url)) return false;
  const { protocol, host } = new URL(frame.url);
  return `${protocol}//${host}` === trustedOrigin;
}
