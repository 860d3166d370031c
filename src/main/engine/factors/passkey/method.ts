import type { ReadTx } from '../../../store/store.ts';
import { systemActor } from '../../actor.ts';
import { PortcullisError } from '../../errors.ts';
import type { StoredOperation } from '../../operations/store.ts';
import type { StepInHand, StepMethod } from '../method.ts';
import { touchFactor } from '../store.ts';
import { type Challenge, challengeFor, issueChallenge, type Purpose, spendChallenge } from './challenges.ts';
import { auditRefusal, suspectClone } from './notices.ts';
import { relyingParty } from './relying-party.ts';
import { passkeyToRemove, usablePasskeys } from './rules.ts';
import { accountForPasskeys, activePasskeys, moveCounter, passkeyById } from './store.ts';
import { verifyAssertion } from './verify.ts';

/** What the asynchronous half of judging found; what others may change meanwhile is judged again when it is accepted. */
interface Judged {
  readonly challenge: Challenge;
  readonly factorId: string | null;
  readonly counter: number;
  readonly backedUp: boolean;
  readonly refused: string | null;
}

const purposeOf = (step: StepInHand): Purpose => ({
  purpose: 'authentication',
  accountId: step.ownerId,
  sessionId: step.sessionId,
  operationId: step.operation.id,
  position: step.position,
});

/** The passkeys that may confirm an operation: all of the account's, but not the one that it removes (PK-07). */
async function usableFor(tx: ReadTx, operation: StoredOperation, ownerId: string) {
  return usablePasskeys(
    await tx.all(activePasskeys, { accountId: ownerId }),
    passkeyToRemove(operation.kind, JSON.parse(operation.details)),
  );
}

/** PK-10: a passkey confirms a step. Each begin draws a challenge, and only the newest one of the step counts. */
export const passkeyMethod: StepMethod = {
  kind: 'passkey',
  async begin(tx, engine, _actor, step) {
    const passkeys = await usableFor(tx, step.operation, step.ownerId);
    if (passkeys.length === 0) {
      // PK-09: nothing weaker takes its place; whoever lost every device is helped by people.
      throw new PortcullisError('step_refused', 'There is no passkey left for this; ask support to recover the account.', {
        reason: 'no_passkey_left',
        missing: [{ code: 'no_passkey', step: 'recover_account' }],
      });
    }
    const { challenge } = await issueChallenge(tx, engine, purposeOf(step));
    return {
      prompt: null,
      sentTo: null,
      data: JSON.stringify({ challenge }),
      passkey: {
        challenge,
        rpId: relyingParty(engine).id,
        timeout: engine.settings.get('passkey.challengeTtl'),
        userVerification: 'required',
        allowCredentials: passkeys.map((passkey) => ({
          type: 'public-key',
          id: passkey.credentialId,
          transports: JSON.parse(passkey.transports) as string[],
        })),
      },
    };
  },

  async verify(engine, step, { passkey: response }): Promise<Judged> {
    if (response === undefined) {
      throw new PortcullisError('step_refused', 'This step takes a passkey and nothing else.', { reason: 'method_fixed' });
    }
    const begun = JSON.parse(step.data) as { readonly challenge?: string };
    const { challenge, passkey, userHandle } = await engine.store.read(async (tx) => ({
      challenge: begun.challenge === undefined ? null : await challengeFor(tx, begun.challenge, purposeOf(step)),
      passkey: (await usableFor(tx, step.operation, step.ownerId)).find(({ credentialId }) => credentialId === response.id),
      userHandle: (await tx.first(accountForPasskeys, { id: step.ownerId }))?.userHandle ?? null,
    }));
    if (challenge === null) {
      throw new PortcullisError('step_refused', 'No passkey was asked for in this session yet; begin the step.', { reason: 'not_begun' });
    }
    const refusal = (refused: string): Judged => ({ challenge, factorId: passkey?.id ?? null, counter: 0, backedUp: false, refused });
    if (passkey === undefined || passkey.publicKey === null || userHandle === null) {
      return refusal('the credential is not one of those that were asked for');
    }
    const asserted = await verifyAssertion(
      relyingParty(engine),
      {
        challenge: challenge.challenge,
        userHandle,
        credential: { id: passkey.credentialId, publicKey: passkey.publicKey, backupEligible: passkey.backupEligible === 1 },
      },
      response,
    );
    if (asserted.refused !== undefined) return refusal(asserted.refused);
    return { challenge, factorId: passkey.id, counter: asserted.counter, backedUp: asserted.backedUp, refused: null };
  },

  async accept(tx, engine, step, _proof, verified) {
    const { challenge, factorId, counter, backedUp, refused } = verified as Judged;
    const refuse = async (why: string): Promise<null> => {
      const operationId = step.operation.id;
      await auditRefusal(tx, engine, { actor: systemActor('passkeys'), accountId: step.ownerId, operationId, why });
      return null;
    };
    // Begun again since it was judged: the answer is to a challenge that no longer counts.
    if ((JSON.parse(step.data) as { readonly challenge?: string }).challenge !== challenge.challenge)
      return refuse('a newer challenge counts');
    if (!(await spendChallenge(tx, engine, challenge))) return refuse('the challenge was answered before');
    if (refused !== null || factorId === null) return refuse(refused ?? 'no passkey');
    const passkey = await tx.first(passkeyById, { id: factorId });
    if (passkey?.status !== 'active') return refuse('the passkey was removed meanwhile');
    if ((await tx.run(moveCounter, { factorId, counter, backedUp: backedUp ? 1 : 0 })) !== 1) {
      const accountId = step.ownerId;
      await suspectClone(tx, engine, { accountId, factorId, operationId: step.operation.id, stored: passkey.counter, presented: counter });
      return refuse('the signature counter went backwards');
    }
    await tx.run(touchFactor, { id: factorId, now: engine.clock.now() });
    return { factorId };
  },
};
