/**
 * What the desktop's main process and its renderer agree on. The preload forwards message ports and nothing else: the renderer
 * makes a `MessageChannel`, keeps one end and posts the other to its own window with a `ConnectRequest`.
 */

/** `engine` carries the console contract; `shell` carries `ShellMessage`s from the main process to the console. */
export type PortPurpose = 'engine' | 'shell';

export interface ConnectRequest {
  readonly portcullis: 'connect';
  readonly purpose: PortPurpose;
}

/** Sent over the shell port, always from the main process. */
export type ShellMessage =
  /** Show this route: it came from a deep link, a notification or the menu, and was validated by `deepLinkToRoute`. */
  | { readonly kind: 'navigate'; readonly path: string }
  /** Lock the console now: the menu's item, the screen locking or the machine going to sleep. */
  | { readonly kind: 'lock' };

/** The one IPC channel between preload and main process. */
export const CONNECT_CHANNEL = 'portcullis:connect';

/** Global that the preload sets, so that the console knows which transport to use. */
export const DESKTOP_MARK = 'portcullisDesktop';

/** Origin of the console inside the desktop app. */
export const CONSOLE_ORIGIN = 'app://console';

export function connectRequest(purpose: PortPurpose): ConnectRequest {
  return { portcullis: 'connect', purpose };
}
