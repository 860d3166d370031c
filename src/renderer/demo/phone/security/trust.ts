import { errorCode, errorData } from '../../../ui/errors.ts';
import type { Kit } from '../../kit/kit.ts';
import { keyOf } from '../data/queries.ts';
import { forgetKey, makeKey } from '../device/key.ts';
import { registrationText, restorationText } from '../device/signed-text.ts';

export interface Missing {
  readonly code: string;
  readonly step: string;
}

/** What has to be set up before this phone can be the trusted device, in the order in which the API gives it (TD-02). */
export class SetUpFirst extends Error {
  override readonly name = 'SetUpFirst';
  readonly missing: readonly Missing[];

  constructor(missing: readonly Missing[]) {
    super('Something has to be set up first.');
    this.missing = missing;
  }
}

const waitsForSteps: ReadonlySet<unknown> = new Set(['awaiting_step_up', 'in_review']);

/**
 * Asks for the challenge before any step is taken: whoever may not add a device yet, or at all, hears of it before they confirm anything. The
 * refusal that the operation is not authorized yet is the good news.
 * @throws SetUpFirst, and whatever else the API refuses
 */
export async function checkEligible({ customer, exchange }: Kit, operationId: string): Promise<void> {
  try {
    await customer.trustedDevice.challenge({ operationId });
  } catch (error) {
    const { missing, current } = errorData(error);
    if (errorCode(error) === 'conflict' && waitsForSteps.has(current?.status)) return;
    // Nobody goes on with it, so it does not stay open.
    await exchange.operations.cancel({ id: operationId }).catch(() => undefined);
    throw missing === undefined || missing.length === 0 ? error : new SetUpFirst(missing);
  }
}

function accountOf({ session }: Kit): string {
  const open = session.current.get();
  if (open === null) throw new Error('Nobody is logged in.');
  return open.accountId;
}

/** Makes the device key, proves that it is here, and has it registered (TD-06). A key that was not taken is destroyed again. */
export async function register(kit: Kit, operationId: string, name: string): Promise<void> {
  const { trustedDevice } = kit.customer;
  const { challenge } = await trustedDevice.challenge({ operationId });
  const { key, keep } = await makeKey();
  const accountId = accountOf(kit);
  const signature = await key.sign(registrationText(challenge, key.thumbprint));
  // Kept first: a phone that is switched off right after it was registered still has its key.
  await keep(accountId);
  try {
    await trustedDevice.register({ operationId, challenge, publicKey: key.publicKey, signature, name });
  } catch (error) {
    await forgetKey(accountId);
    throw error;
  }
}

/** Proves that a suspended device still holds its key (TD-21). */
export async function restore(kit: Kit, operationId: string): Promise<void> {
  const key = await keyOf(kit);
  if (key === null) throw new Error('This phone does not hold the key any more. Delete the trusted device and add it again.');
  const { challenge } = await kit.customer.trustedDevice.challengeRestoration({ operationId });
  await kit.customer.trustedDevice.restore({ operationId, challenge, signature: await key.sign(restorationText(challenge)) });
}

/** Removes the trusted device, whichever it is, and destroys the key of this one (TD-20). @returns the hold that begins with it */
export async function remove(kit: Kit, operationId: string) {
  const { hold } = await kit.customer.trustedDevice.remove({ operationId });
  await forgetKey(accountOf(kit));
  return hold;
}
