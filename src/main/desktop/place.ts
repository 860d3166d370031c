import type { KnownServer } from '../../shared/desktop-bridge.ts';
import type { Attention } from '../engine/attention/attention.ts';
import type { EnginePort } from './ipc/port.ts';

/** Where the console's data is: in a workspace that this process holds, or on a team's server. One at a time, never both. */
export interface Place {
  /** Null for a workspace of this process's own. */
  readonly server: KnownServer | null;
  /** Answers the console contract on this port until it closes. */
  connect(port: EnginePort): void;
  /** Calls the listener with what waits for staff. Returns how to stop. */
  onAttention(listener: (attention: Attention) => void): () => void;
  close(): Promise<void>;
}
