import { useQuery } from '@tanstack/react-query';
import type { AccountId } from '../../../../shared/vocabulary/index.ts';
import { api } from '../../connection/api.ts';
import { CallerCheck } from './CallerCheck.tsx';

interface CallerOfAccountProps {
  readonly accountId: AccountId;
  /** The verification that was begun here, if any; whoever shows this keeps it. */
  readonly asked: string | null;
  readonly onAsked: (id: string) => void;
  readonly keyed?: boolean;
}

/** Verifies somebody who calls about an account, without a reset. */
export function CallerOfAccount({ accountId, asked, onAsked, keyed = true }: CallerOfAccountProps) {
  const caller = useQuery(api.recovery.callers.get.queryOptions({ input: { id: asked ?? '' }, enabled: asked !== null }));
  return (
    <CallerCheck
      accountId={accountId}
      keyed={keyed}
      callers={asked === null || caller.data === undefined ? [] : [caller.data]}
      onAsked={({ id }) => onAsked(id)}
    />
  );
}
