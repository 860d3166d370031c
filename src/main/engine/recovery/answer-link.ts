import type { Link } from '../../../shared/contract/platform/links.ts';
import { type CallerStatus, type ResetStatus, type ResetTarget, resetTargetPhrases } from '../../../shared/vocabulary/index.ts';
import type { ReadTx, WriteTx } from '../../store/store.ts';
import { type PlatformActor, requireScope } from '../actor.ts';
import type { Engine } from '../engine.ts';
import { invalidInput, notFound, PortcullisError } from '../errors.ts';
import { contactOf } from '../factors/codes/store.ts';
import { type Idempotency, idempotently } from '../integration/idempotency.ts';
import { type CallerVerdict, denyCaller, judgeCaller, requireOpen } from './callers/answer.ts';
import { callerById, type StoredCaller } from './callers/store.ts';
import { cancelReset } from './cancel.ts';
import { readNoticeLink } from './links.ts';
import { resetById, type StoredReset } from './store.ts';
import { presentReset } from './view.ts';

type Found = { readonly reset: StoredReset } | { readonly caller: StoredCaller };

/** What a link leads to. @throws PortcullisError `not_found`, in the same words for a wrong link and for one to nothing */
async function follow(tx: ReadTx, engine: Engine, link: string): Promise<Found> {
  const read = readNoticeLink(engine, link);
  if (read?.purpose === 'cancel') {
    const reset = await tx.first(resetById, { id: read.id });
    if (reset !== undefined) return { reset };
  }
  if (read?.purpose === 'caller') {
    const caller = await tx.first(callerById, { id: read.id });
    if (caller !== undefined && caller.sent_to !== null) return { caller };
  }
  throw notFound('link');
}

function present(engine: Pick<Engine, 'clock'>, found: Found): Link {
  if ('reset' in found) {
    const { status, effectAt, targets, mayCancel } = presentReset(found.reset);
    const words = targets.map((target: ResetTarget) => resetTargetPhrases[target]).join(', ');
    return { purpose: 'cancel_device_reset', text: `Stop the reset of ${words}.`, status, open: mayCancel, expiresAt: effectAt };
  }
  const { canonical_text: text, status, expires_at: expiresAt } = found.caller;
  const open = status === 'pending' && engine.clock.now() < expiresAt;
  return { purpose: 'verify_caller', text, status: status as CallerStatus | ResetStatus, open, expiresAt };
}

/**
 * What a link from a notice is about, for the platform's page that asks before anything happens. Changes nothing: scanners of mail open
 * links as well.
 * @throws PortcullisError `forbidden`, `not_found`
 */
export async function readLink(engine: Engine, actor: PlatformActor, link: string): Promise<Link> {
  requireScope(actor, 'accounts:read');
  return engine.store.read(async (tx) => present(engine, await follow(tx, engine, link)));
}

/**
 * The customer tapped: stops a device reset (RC-05), or confirms or denies being in contact with support (RC-03). Works once, because what
 * it answers moves once.
 * @throws PortcullisError `forbidden`, `not_found`, `invalid_input`, `conflict`, `expired`, `step_refused`
 */
export async function answerLink(
  engine: Engine,
  actor: PlatformActor,
  input: { readonly link: string; readonly answer: 'cancel' | 'confirm' | 'deny'; readonly number?: string | undefined },
  idempotency: Idempotency,
): Promise<Link> {
  requireScope(actor, 'accounts:write');
  // A refusal commits too (a counted wrong number), so it leaves the transaction as a value.
  const outcome = await engine.store.write((tx) =>
    idempotently(tx, engine, actor, idempotency, async (): Promise<Outcome> => {
      const found = await follow(tx, engine, input.link);
      if ('reset' in found) {
        if (input.answer !== 'cancel') throw invalidInput('answer', 'this link stops a device reset: cancel');
        return { link: present(engine, { reset: await cancelReset(tx, engine, actor, found.reset, false) }) };
      }
      if (input.answer === 'cancel') throw invalidInput('answer', 'this link verifies a caller: confirm or deny');
      const verdict = await answerCallerLink(tx, engine, actor, found.caller, input);
      if ('caller' in verdict) return { link: present(engine, verdict) };
      const { code, message, data } = verdict.refused;
      return { refused: { code, message, data } };
    }),
  );
  if ('link' in outcome) return outcome.link;
  const { code, message, data } = outcome.refused;
  throw new PortcullisError(code, message, data);
}

type Outcome = { readonly link: Link } | { readonly refused: Pick<PortcullisError, 'code' | 'message' | 'data'> };

async function answerCallerLink(
  tx: WriteTx,
  engine: Engine,
  actor: PlatformActor,
  caller: StoredCaller,
  input: { readonly answer: 'confirm' | 'deny' | 'cancel'; readonly number?: string | undefined },
): Promise<CallerVerdict> {
  requireOpen(engine, caller);
  const answeredIn = `link by ${caller.method}`;
  if (input.answer === 'deny') return denyCaller(tx, engine, actor, caller, answeredIn);
  return judgeCaller(tx, engine, actor, caller, {
    number: input.number,
    answeredIn,
    prove: async () => {
      const contact = await tx.first(contactOf, { id: caller.account_id });
      const bound = caller.method === 'email' ? contact?.email : contact?.phone;
      const same = bound != null && engine.sealer.lookup(bound, 'caller-destination') === caller.sent_to;
      return same ? null : new PortcullisError('step_refused', 'This address is not bound any more.', { reason: 'contact_gone' });
    },
  });
}
