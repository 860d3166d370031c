/**
 * What the desktop's main process and its renderer agree on. The preload forwards message ports and nothing else: the renderer
 * makes a `MessageChannel`, keeps one end and posts the other to its own window with a `ConnectRequest`.
 */

/** `engine` carries the console contract; `shell` carries `ShellMessage`s to the console and `PageMessage`s from it. */
export type PortPurpose = 'engine' | 'shell';

export interface ConnectRequest {
  readonly portcullis: 'connect';
  readonly purpose: PortPurpose;
}

/** A team's server that this desktop knows. */
export interface KnownServer {
  /** Its origin, such as `https://risk.example.com`. */
  readonly address: string;
  readonly workspace: string;
  readonly version: string;
}

/** Why a server cannot be used. `detail` is for people who look after servers: a code or an address, never translated. */
export interface ServerProblem {
  readonly kind: 'address' | 'https' | 'certificate' | 'unreachable' | 'not_portcullis' | 'version' | 'changed';
  readonly detail: string;
}

export type ServerCheck =
  | { readonly ok: true; readonly server: KnownServer; readonly demo: boolean }
  | { readonly ok: false; readonly problem: ServerProblem };

/** Where the console's data is: on a team's server, or with null in this app's own workspace. */
export interface DesktopPlace {
  readonly server: KnownServer | null;
  /** The last used first. */
  readonly recent: readonly KnownServer[];
  /** The session that the app's other windows have, given once to a window that is new. */
  readonly token: string | null;
}

/** Sent over the shell port by the main process. */
export type ShellMessage =
  /** The first message on every port. */
  | { readonly kind: 'place'; readonly place: DesktopPlace }
  /** Show this route: it came from a deep link, a notification or the menu, and was validated there. */
  | { readonly kind: 'navigate'; readonly path: string }
  /** Lock the console now: the menu's item, the screen locking or the machine going to sleep. */
  | { readonly kind: 'lock' }
  /** The session changed in another window. */
  | { readonly kind: 'session'; readonly token: string | null }
  /** The person is at work in another window. */
  | { readonly kind: 'active' }
  /** The menu asks to connect to a server. */
  | { readonly kind: 'choose-server' }
  | { readonly kind: 'checked'; readonly id: number; readonly check: ServerCheck }
  /** Why the last attempt to reach the server failed; null once it is reached. */
  | { readonly kind: 'problem'; readonly problem: ServerProblem | null };

/** Sent over the shell port by the console; the main process checks each against its schema. */
export type PageMessage =
  /** What the window shows, and whether something typed in it is not sent yet. */
  | { readonly kind: 'showing'; readonly path: string; readonly busy: boolean }
  | { readonly kind: 'open-window'; readonly path: string }
  /** The person asked for the menu of the record behind this route. */
  | { readonly kind: 'record-menu'; readonly path: string }
  | { readonly kind: 'session'; readonly token: string | null }
  | { readonly kind: 'active' }
  | { readonly kind: 'check-server'; readonly id: number; readonly address: string }
  | { readonly kind: 'use-server'; readonly id: number; readonly address: string }
  | { readonly kind: 'forget-server'; readonly address: string }
  | { readonly kind: 'leave-server' };

/** The one IPC channel between preload and main process. */
export const CONNECT_CHANNEL = 'portcullis:connect';

/** Global that the preload sets, so that the console knows which transport to use. */
export const DESKTOP_MARK = 'portcullisDesktop';

/** Origin of the console inside the desktop app. */
export const CONSOLE_ORIGIN = 'app://console';

export function connectRequest(purpose: PortPurpose): ConnectRequest {
  return { portcullis: 'connect', purpose };
}
