import type { WriteTx } from '../store/store.ts';
import type { Engine } from './engine.ts';

/** What the live views subscribe to; an event names what changed and carries no personal data. */
export type ChangeTopic =
  | 'operation'
  | 'decision'
  | 'verification_request'
  | 'account'
  | 'hold'
  | 'case'
  | 'case_presence'
  | 'device_reset'
  | 'caller_verification'
  | 'audit'
  | 'staff'
  | 'integration'
  | 'import'
  | 'settings'
  | 'policy'
  | 'policy_draft'
  | 'rule_alert';

/** Tells every console and waiting caller, after the commit and only then. */
export function announce(
  tx: WriteTx,
  engine: Pick<Engine, 'store' | 'clock'>,
  change: {
    readonly topic: ChangeTopic;
    readonly id: string;
    readonly accountId?: string | undefined;
    readonly data?: Readonly<Record<string, string | number | boolean | null>>;
  },
): void {
  const at = engine.clock.now();
  tx.afterCommit(() =>
    engine.store.feed.publish([
      {
        topic: change.topic,
        id: change.id,
        at,
        ...(change.accountId === undefined ? {} : { accountId: change.accountId }),
        ...(change.data === undefined ? {} : { data: { ...change.data } }),
      },
    ]),
  );
}
