import { useQuery } from '@tanstack/react-query';
import { engineClock } from '../../../ui/clock.ts';
import { errorCode } from '../../../ui/errors.ts';
import { type CustomerOutputs, type Kit, useKit } from '../../kit/kit.ts';
import { type DeviceKey, loadKey } from '../device/key.ts';
import { rememberHearing } from './last-heard.ts';

export type Me = CustomerOutputs['me'];
export type DeviceRequest = CustomerOutputs['verificationRequests']['get'];
export type CallerVerification = CustomerOutputs['callerVerifications']['list']['items'][number];
export type DeviceReset = NonNullable<CustomerOutputs['deviceResets']['current']['reset']>;
export type Factor = Me['factors'][number];

/** Who is logged in; each answer also sets the clock that every countdown goes by. */
export function useMe() {
  const { customer, session } = useKit();
  return useQuery({
    queryKey: ['phone', 'me'],
    queryFn: async () => {
      const askedAt = Date.now();
      const me = await customer.me();
      engineClock.learn(me.now, askedAt, Date.now());
      const open = session.current.get();
      if (open !== null) rememberHearing(open.accountId, me.now);
      return me;
    },
  });
}

/** What waits for this phone. A phone that is never asked anything is refused the list: nothing waits there. */
export const requestsQuery = ({ customer }: Kit) => ({
  queryKey: ['phone', 'requests'],
  queryFn: async (): Promise<readonly DeviceRequest[]> => {
    try {
      return (await customer.verificationRequests.list()).items as DeviceRequest[];
    } catch (error) {
      if (errorCode(error) === 'client_refused') return [];
      throw error;
    }
  },
});

export const useRequests = () => useQuery(requestsQuery(useKit()));

/** The key of the account that is logged in; null on a phone that is not its trusted device. */
export async function keyOf({ session }: Kit): Promise<DeviceKey | null> {
  const open = session.current.get();
  return open === null ? null : loadKey(open.accountId);
}
