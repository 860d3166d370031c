import type { Consequences } from '../../../../shared/contract/console/consequences.ts';
import { type CaseId, type HoldCause, type OperationKind, type ResetTarget, subjectVerdicts } from '../../../../shared/vocabulary/index.ts';
import type { ReadTx } from '../../../store/store.ts';
import { loadAccount } from '../../accounts/view.ts';
import { requirePermission, type StaffActor } from '../../actor.ts';
import type { Engine } from '../../engine.ts';
import { notFound } from '../../errors.ts';
import { contactOf } from '../../factors/codes/store.ts';
import { activeFace } from '../../factors/face/store.ts';
import { holdsOfCase } from '../../holds/store.ts';
import { conflictsIn } from '../../identity/request.ts';
import { boundDocument, requestById } from '../../identity/store.ts';
import { operationById } from '../../operations/store.ts';
import { approvalsNeeded, assessRisk } from '../../recovery/assess.ts';
import { targetsOf } from '../../recovery/transition.ts';
import { factsOf, loadReset, standingApprovals } from '../../recovery/view.ts';
import { holdSettings } from '../../settings/catalogue.ts';
import type { StoredCase } from '../store.ts';
import { subjectKindOf } from '../subjects/index.ts';
import { subjectIdOf } from '../subjects/subject.ts';
import { loadCase } from '../transition.ts';
import { type Foreseen, foreseeIdentity, foreseeReset, foreseeReview, foreseeSuspicion } from './foresee.ts';
import { liveSessionCount } from './store.ts';

/**
 * What each verdict on a case would lead to as things stand, so that nobody decides blindly (FV-03, RC-05).
 * @throws PortcullisError `forbidden`, `not_found`
 */
export async function caseConsequences(engine: Engine, actor: StaffActor, id: CaseId): Promise<Consequences> {
  requirePermission(actor, 'cases.read');
  return engine.store.read(async (tx) => {
    const found = await loadCase(tx, id);
    const { grants, refuses } = await foresee(tx, engine, found);
    const [granting, refusing] = subjectVerdicts[subjectKindOf(found)];
    return {
      undoMs: engine.settings.get('case.undo'),
      verdicts: [
        { verdict: granting, items: [...grants] },
        { verdict: refusing, items: [...refuses] },
      ],
    };
  });
}

function foresee(tx: ReadTx, engine: Engine, found: StoredCase): Promise<Foreseen> {
  switch (subjectKindOf(found)) {
    case 'identity_request':
      return ofIdentity(tx, engine, found);
    case 'device_reset':
      return ofReset(tx, engine, found);
    case 'operation':
      return ofReview(tx, found);
    case 'suspicion':
      return ofSuspicion(tx, found);
    case 'task':
      return Promise.resolve({ grants: [{ kind: 'nothing_changes' }], refuses: [{ kind: 'nothing_changes' }] });
  }
}

async function channelsOf(tx: ReadTx, accountId: string): Promise<('mail' | 'sms')[]> {
  const contact = await tx.first(contactOf, { id: accountId });
  return [...(contact?.email == null ? [] : ['mail' as const]), ...(contact?.phone == null ? [] : ['sms' as const])];
}

async function ofIdentity(tx: ReadTx, engine: Engine, found: StoredCase): Promise<Foreseen> {
  const request = await tx.first(requestById, { id: subjectIdOf(found) });
  if (request === undefined) throw notFound('identity request');
  const { accountId } = request;
  const account = await loadAccount(tx, accountId as Parameters<typeof loadAccount>[1]);
  const bound = await tx.first(boundDocument, { accountId });
  const face = await tx.first(activeFace, { accountId });
  const differs = conflictsIn(request).some(({ code }) => code === 'face_mismatch');
  const restsOn = face === undefined ? null : (JSON.parse(face.data) as { readonly documentId?: string }).documentId;
  return foreseeIdentity({
    kind: request.kind === 'update' ? 'update' : 'verification',
    needsSecond: request.risk === 'high' && request.firstApprover === null && engine.settings.get('identity.fourEyes'),
    hasBound: bound !== undefined,
    verified: account.identityStatus === 'verified',
    faceDiffers: face !== undefined && differs,
    faceRests: restsOn === request.documentId,
    holdMs: engine.settings.get('hold.identityUpdate'),
    channels: await channelsOf(tx, accountId),
  });
}

/** Every reset starts a hold; a trusted device or authenticator that goes with it starts one of its own (WH-01). */
const holdCausesOf = (targets: readonly { readonly target: ResetTarget }[]): Exclude<HoldCause, 'not_me'>[] => [
  ...(targets.some(({ target }) => target === 'trusted_device') ? ['trusted_device_removed' as const] : []),
  ...(targets.some(({ target }) => target === 'authenticator') ? ['authenticator_reset' as const] : []),
  'device_reset',
];

async function ofReset(tx: ReadTx, engine: Engine, found: StoredCase): Promise<Foreseen> {
  const reset = await loadReset(tx, subjectIdOf(found));
  const { account_id: accountId } = reset;
  const targets = targetsOf(reset);
  const { risk } = assessRisk(await factsOf(tx, engine, reset));
  const needed = approvalsNeeded(risk, engine.settings.get('recovery.fourEyesFrom'), reset.author !== null);
  const given = (await standingApprovals(tx, reset)).length;
  const live = await tx.first(liveSessionCount, { accountId, now: engine.clock.now() });
  return foreseeReset({
    needsSecond: needed - given > 1,
    delayMs: engine.settings.get('recovery.delay'),
    targets,
    sessions: Number(live?.count ?? 0),
    holds: holdCausesOf(targets).map((cause) => ({ cause, durationMs: engine.settings.get(holdSettings[cause]) })),
    channels: await channelsOf(tx, accountId),
  });
}

async function ofReview(tx: ReadTx, found: StoredCase): Promise<Foreseen> {
  const operation = await tx.first(operationById, { id: subjectIdOf(found) });
  if (operation === undefined) throw notFound('operation');
  return foreseeReview(operation.kind as OperationKind);
}

async function ofSuspicion(tx: ReadTx, found: StoredCase): Promise<Foreseen> {
  const holds = await tx.all(holdsOfCase, { caseId: found.id });
  return foreseeSuspicion({ holds: holds.length, labels: found.operation_id !== null });
}
