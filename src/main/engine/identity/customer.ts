import type { IdentityStatus } from '../../../shared/vocabulary/index.ts';
import type { ReadTx } from '../../store/store.ts';
import { loadAccount, ownerOf } from '../accounts/view.ts';
import type { CustomerActor } from '../actor.ts';
import type { Engine } from '../engine.ts';
import { PortcullisError } from '../errors.ts';
import { authorizedChange } from '../operations/authorized.ts';
import type { StoredOperation } from '../operations/store.ts';
import { transition } from '../operations/transition.ts';
import { checkDates, type DocumentInput, type ImageInput, numberHash, prepareImages } from './documents.ts';
import { presentDocument, presentMove } from './present.ts';
import { boundElsewhere, compareFaces, openRequest } from './request.ts';
import { documentInUse, reportReuse } from './reuse.ts';
import { boundDocument, lastRequestOf, movesOf } from './store.ts';

/** ND-11: shown before and after a document is handed in. */
const WARNING =
  'Use your own document only. One document serves one account: a document that another account uses is refused and looked into, ' +
  'on both accounts. Using somebody else’s document can cost you the account.';

const SHOWN = 50;

/** What customers see of their own verification: masked, since whoever holds their session sees it too. */
export type IdentityView = Awaited<ReturnType<typeof readIdentity>>;

/** Reads the verification of the session's account (FV-01): status, level, history, and what was made of the last request. */
export async function readIdentity(engine: Engine, actor: CustomerActor) {
  return engine.store.read(async (tx) => {
    const account = await loadAccount(tx, actor.accountId);
    const accountId = ownerOf(account);
    const owner = accountId === account.id ? account : await loadAccount(tx, accountId as typeof actor.accountId);
    const bound = await tx.first(boundDocument, { accountId });
    const last = await tx.first(lastRequestOf, { accountId });
    return {
      status: owner.identityStatus as IdentityStatus,
      level: owner.identityLevel,
      verifiedAt: owner.identityVerifiedAt,
      faceEnrolled: owner.faceEnrolledAt !== null,
      document: bound === undefined ? null : presentDocument(engine, bound),
      request:
        last === undefined
          ? null
          : {
              id: last.id,
              kind: last.kind,
              // Whether one person or two look at it is the staff's affair.
              status: last.status === 'awaiting_second' ? 'open' : last.status,
              createdAt: last.createdAt,
              decidedAt: last.decidedAt,
              reason: last.decidedAt === null ? null : last.reason,
            },
      history: (await tx.all(movesOf, { accountId, limit: SHOWN })).map(presentMove),
      warning: WARNING,
    };
  });
}

/** @throws PortcullisError `client_refused`, and what {@link authorizedChange} throws */
async function requireMayIdentify(tx: ReadTx, engine: Engine, actor: CustomerActor, operationId: string): Promise<StoredOperation> {
  const account = await loadAccount(tx, actor.accountId);
  if (account.kind !== 'main') {
    throw new PortcullisError('client_refused', 'A sub-account has the identity of its main account.', { reason: 'sub_account' });
  }
  return authorizedChange(tx, engine, actor, operationId, { setting: 'identity_submit' });
}

/**
 * Hands in a document with its images, for a first verification or in place of the one that is bound (FV-01, FV-03). It takes an authorized
 * security-setting change: with a stolen session alone nobody puts a face of their own on somebody's account.
 *
 * @throws PortcullisError `client_refused`, `step_refused`, `expired`, `invalid_input`, `unavailable`, `conflict`: `document_in_use`
 */
export async function submitIdentity(
  engine: Engine,
  actor: CustomerActor,
  input: DocumentInput & { readonly operationId: string; readonly images: readonly ImageInput[] },
): Promise<IdentityView> {
  const { operationId, images, ...document } = input;
  await engine.store.read((tx) => requireMayIdentify(tx, engine, actor, operationId));
  checkDates(document, engine.clock.now());
  const prepared = await prepareImages(engine, images, true);
  const faces = await compareFaces(engine, actor.accountId, prepared.portrait);
  const refused = await engine.store.write(async (tx) => {
    const operation = await requireMayIdentify(tx, engine, actor, operationId);
    await transition(tx, engine, actor, operation, 'executed', null);
    const other = await boundElsewhere(tx, numberHash(engine, document), actor.accountId);
    if (other === null) await openRequest(tx, engine, actor, actor.accountId, document, prepared, faces);
    else await reportReuse(tx, engine, actor, actor.accountId, other);
    return other !== null;
  });
  if (refused) throw documentInUse();
  return readIdentity(engine, actor);
}
