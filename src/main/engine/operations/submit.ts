import type { Decision, Operation, OperationInput, Submitted } from '../../../shared/contract/operation.ts';
import type { DecisionId, OperationId } from '../../../shared/vocabulary/index.ts';
import type { WriteTx } from '../../store/store.ts';
import { type Actor, type PlatformActor, requireScope } from '../actor.ts';
import { appendAudit, expectAudit } from '../audit/append.ts';
import { announce } from '../changes.ts';
import type { Engine } from '../engine.ts';
import { notFound } from '../errors.ts';
import { lockedItems } from '../factors/codes/guard.ts';
import { passkeyShownElsewhere } from '../factors/passkey/elsewhere.ts';
import { type Idempotency, idempotently } from '../integration/idempotency.ts';
import { type Attempt, attemptFor, recordAttempt } from '../new-device/attempt.ts';
import { isSilent } from '../new-device/recency.ts';
import { enqueue } from '../outbox/enqueue.ts';
import type { Place } from '../ports.ts';
import { contextOf } from '../risk/context.ts';
import { type DecisionFacts, type DecisionResult, decide } from '../risk/decide.ts';
import type { Candidate } from '../risk/live-policy.ts';
import { type RuleEvaluation, withoutSnoozed } from '../risk/rule-set.ts';
import { computeSignals, factsJson } from '../risk/signals/catalogue.ts';
import type { SignalContext } from '../risk/signals/signal.ts';
import { countRolloutError } from '../tuning/rollout-errors.ts';
import type { Counts } from '../tuning/trends/count.ts';
import { askDevice } from '../verification/ask.ts';
import { CandidateFailed, faultText, requireEvaluated, underCandidate } from './candidate.ts';
import { valueCents } from './canonical.ts';
import { networkOf, userAgentFacts } from './client-facts.ts';
import { measureDeclared } from './declared-windows/store.ts';
import { firstAsked } from './first-asked.ts';
import { type LearnedOperation, learnFrom } from './learn.ts';
import { askLoginModel, readyLoginModel } from './login-days/ask.ts';
import { statusAfter } from './machine.ts';
import type { Explanation } from './present.ts';
import { hitsJson, record } from './record.ts';
import { raiseReview } from './review.ts';
import { startsOnTrustedDevice } from './started-on.ts';
import { accountForDecision } from './store.ts';
import { loadSubject, type Subject, usableMethods } from './subject.ts';
import { expectWindows, measureWindows } from './windows/store.ts';
import { isTooYoung } from './young-device.ts';

/**
 * The main road (PO-02): records an operation, decides it, and starts what the decision asks for, in one transaction.
 * @param idempotency the caller's key; repeating it returns the stored answer.
 * @throws PortcullisError `forbidden`, `not_found` (unknown account), `idempotency_mismatch`
 */
export async function submitOperation(
  engine: Engine,
  actor: PlatformActor,
  input: OperationInput,
  idempotency: Idempotency,
): Promise<Submitted> {
  requireScope(actor, 'operations:write');
  return engine.store.write((tx) => {
    const now = engine.clock.now();
    expectDecision(tx, engine, input, now);
    return idempotently(tx, engine, actor, idempotency, () => submit(tx, engine, actor, input, now));
  });
}

/** Asks for what nearly every decision reads while its idempotency key is still being looked up. */
function expectDecision(tx: WriteTx, engine: Engine, input: OperationInput, now: number): void {
  const { accountId } = input;
  const policy = engine.policy.candidateFor(accountId)?.policy ?? engine.policy.current();
  expectAudit(tx, accountId);
  tx.expect(accountForDecision, { id: accountId, deviceId: input.device?.id ?? null });
  const keys = { accountId, address: input.address ?? null, destination: input.destination?.address ?? null };
  expectWindows(tx, policy.plan(input.kind).windows, keys, now);
}

async function submit(tx: WriteTx, engine: Engine, actor: Actor, input: OperationInput, now: number): Promise<Submitted> {
  const started = engine.stopwatch();
  const prepared = await prepare(tx, engine, input, now);
  const { subject, result, fellBack } = prepared;
  const status = statusAfter[result.outcome];
  const operation = await record(tx, engine, prepared, status, 'platform', started);

  await appendAudit(tx, engine, {
    actor,
    action: 'operation.submitted',
    accountId: input.accountId,
    subject: { kind: 'operation', id: operation.id },
    reason: result.because,
    changes: [
      { field: 'status', old: null, new: status },
      { field: 'outcome', old: null, new: result.outcome },
    ],
  });
  await enqueue(tx, engine, {
    channel: 'webhook',
    topic: 'operation.decided',
    accountId: input.accountId,
    payload: { operationId: operation.id, accountId: input.accountId, kind: input.kind, status, outcome: result.outcome },
  });
  if (fellBack !== undefined) {
    const { kind, version } = fellBack.candidate;
    const problem = fellBack.ruleId === null ? fellBack.message : `${fellBack.ruleId}: ${fellBack.message}`;
    await countRolloutError(tx, engine, { kind, version, problem });
  }
  if (status === 'authorized') await learnFrom(tx, engine, prepared.learned, subject);
  if (status === 'in_review') await raiseReview(tx, engine, actor, { ...prepared, operation });

  if (prepared.attempt !== null) {
    await recordAttempt(tx, engine, actor, prepared.attempt, {
      operationId: operation.id,
      accountId: input.accountId,
      deviceId: input.device?.id ?? null,
      client: input.client,
      address: input.address ?? null,
      // What a review asks besides is not the attempt's method, which a retry goes on with.
      steps: result.outcome === 'step_up' ? result.steps : [],
    });
  }
  const target = await firstAsked(tx, engine, prepared);
  const asked =
    target === null
      ? null
      : await askDevice(tx, engine, { operation, ownerId: subject.ownerId, target, why: result.reasons, band: result.band });
  const decision = prepared.decision(operation.id);
  announce(tx, engine, {
    topic: 'decision',
    id: decision.id,
    accountId: input.accountId,
    data: { operationId: operation.id, outcome: result.outcome, kind: input.kind, status },
  });
  return { operation, decision, prompt: asked?.prompt ?? null };
}

/**
 * Runs one row of recorded history through signals, rules and policy as of its own time: the decision is what it would have been, and the
 * operation counts as carried out, because it was. Starts nothing: no request, hold, message or webhook. The import audits the batch.
 * @param engine an engine whose clock stands at the row's time.
 * @param counts takes up what the rules did; whoever calls writes it down in the same transaction
 * @param teaches false for an account that the engine knows by itself: such a row makes no device, place or habit a known one
 */
export async function recordHistory(
  tx: WriteTx,
  engine: Engine,
  input: OperationInput,
  counts: Counts,
  teaches = true,
): Promise<Operation> {
  const started = engine.stopwatch();
  await readyLoginModel(tx, engine, input);
  const prepared = await prepare(tx, engine, input, engine.clock.now());
  const refused = input.credentialResult !== undefined && input.credentialResult !== 'accepted';
  const operation = await record(tx, engine, prepared, refused ? 'denied' : 'executed', 'import', started, teaches);
  counts.add(prepared.now, hitsJson(prepared.evaluation), 'hits', 1);
  if (teaches && !refused) await learnFrom(tx, engine, prepared.learned, prepared.subject);
  return operation;
}

/** What a decision says of a candidate that could not make it. */
const candidateFailure = ({ candidate, ruleId, message }: CandidateFailed) => ({
  ruleId: ruleId ?? candidate.kind,
  message: `roll-out of version ${candidate.version}: ${message}; the live policy decided`,
});

export interface Prepared {
  readonly input: OperationInput;
  /** The one moment of the decision: what it saw, what is stored and what is answered agree on it. */
  readonly now: number;
  readonly subject: Subject;
  readonly place: Place | null;
  readonly network: string | null;
  readonly software: string | null;
  readonly cents: number | null;
  readonly result: DecisionResult;
  readonly evaluation: RuleEvaluation;
  readonly signals: string;
  readonly explanation: Explanation;
  readonly learned: LearnedOperation;
  readonly decisionId: string;
  /** Of a log-in from a new device that goes on by the method it was assigned. */
  readonly attempt: Attempt | null;
  decision(operationId: OperationId): Decision;
  readonly versions: { readonly rules: number; readonly matrix: number };
  /** Set where a roll-out's candidate failed and the live policy decided. */
  readonly fellBack?: CandidateFailed;
}

/** A roll-out's candidate decides for its part of the accounts; where it cannot, the live policy does (RT-07). */
async function prepare(tx: WriteTx, engine: Engine, input: OperationInput, now: number): Promise<Prepared> {
  const candidate = engine.policy.candidateFor(input.accountId);
  if (candidate === null) return prepareUnder(tx, engine, input, now, null);
  try {
    return await prepareUnder(tx, engine, input, now, candidate);
  } catch (error) {
    if (!(error instanceof CandidateFailed)) throw error;
    return { ...(await prepareUnder(tx, engine, input, now, null, error)), fellBack: error };
  }
}

async function prepareUnder(
  tx: WriteTx,
  engine: Engine,
  input: OperationInput,
  now: number,
  candidate: Candidate | null,
  failed?: CandidateFailed,
): Promise<Prepared> {
  const policy = candidate?.policy ?? engine.policy.current();
  const plan = policy.plan(input.kind);
  const address = input.address ?? null;
  const destination = input.destination?.address ?? null;
  const deviceId = input.device?.id ?? null;
  // Asked for together: on PostgreSQL each wait is a round trip.
  const [subject, windows, declared, shownElsewhere] = await Promise.all([
    loadSubject(tx, input.accountId, deviceId, now),
    measureWindows(tx, plan.windows, { accountId: input.accountId, address, destination }, now),
    measureDeclared(tx, plan.declared, { account: input.accountId, device: deviceId, address, destination }, now),
    passkeyShownElsewhere(tx, input, now),
  ]);
  if (subject === undefined) throw notFound('account');

  const place = input.address === undefined ? null : engine.geo.locate(input.address);
  const network = input.address === undefined ? null : networkOf(input.address);
  const { browser, os } = userAgentFacts(input.userAgent);
  const cents = valueCents(input.referenceValue);
  const onTrustedDevice = await startsOnTrustedDevice(tx, input, subject, now);
  const started: SignalContext['operation'] = {
    kind: input.kind,
    client: input.client,
    address,
    network,
    place,
    userAgent: input.userAgent ?? null,
    browser,
    os,
    amount: input.amount ?? null,
    asset: input.asset ?? null,
    destination,
    valueCents: cents,
    credentialResult: input.credentialResult ?? null,
  };
  const login = askLoginModel(engine, plan, started, subject.logins, now);
  const context: SignalContext = {
    now,
    operation: started,
    account: subject.account,
    profile: subject.profile,
    login,
    device:
      input.device === undefined
        ? null
        : {
            firstLoginAt: subject.device?.firstLoginAt ?? null,
            lastLoginAt: subject.device?.lastLoginAt ?? null,
            trusted: onTrustedDevice,
          },
    enrolled: subject.enrolled,
    windows,
    declared,
    subjects: {
      account: input.accountId,
      account_country: subject.account.country,
      address,
      asn: place?.asn == null ? null : String(place.asn),
      country: place?.country ?? null,
      destination,
      device: deviceId,
      network,
    },
  };
  const snoozed = engine.policy.snoozed(input.accountId, now);
  const { facts, usable, evaluation } = underCandidate(candidate, () => {
    const computed = computeSignals(plan, context);
    return { ...computed, evaluation: withoutSnoozed(policy.rules.evaluate(computed.facts), snoozed) };
  });
  requireEvaluated(candidate, evaluation);
  const { minSignals, ...bands } = policy.thresholds;
  const deviceUnproven = isSilent(engine, subject.device?.lastLoginAt ?? null, now);
  const fromNewDevice = input.kind === 'login' && deviceUnproven;
  const attempt = fromNewDevice
    ? await attemptFor(tx, engine, { accountId: input.accountId, deviceId, client: input.client }, subject)
    : null;
  const decisionFacts: DecisionFacts = {
    kind: input.kind,
    client: input.client,
    frozen: subject.account.status === 'frozen',
    credentialRefused: input.credentialResult !== undefined && input.credentialResult !== 'accepted',
    deviceUnproven,
    assignment: attempt?.assignment,
    holds: subject.holds,
    trustedDevice: subject.trustedDevice === null ? 'none' : subject.trustedDevice.suspended ? 'suspended' : 'active',
    onTrustedDevice: onTrustedDevice && !(subject.trustedDevice?.suspended ?? false),
    trustedDeviceTooYoung: await isTooYoung(tx, engine, subject, cents, now),
    mandatoryPasskey: subject.mandatoryPasskey,
    passkeyShownElsewhere: shownElsewhere,
    enrolled: usableMethods(input, subject),
    usableSignals: usable,
    minSignals,
    bands,
    matrix: policy.matrix,
    evaluation,
    rules: policy.rules.rules,
  };
  const preliminary = underCandidate(candidate, () => decide(decisionFacts));
  const locked = await lockedItems(tx, subject.ownerId, deviceUnproven ? null : deviceId, preliminary.steps);
  const result = locked.size === 0 ? preliminary : underCandidate(candidate, () => decide({ ...decisionFacts, locked }));
  const explanation: Explanation = {
    reasons: result.reasons,
    precedence: result.precedence,
    because: result.because,
    enrolled: [...subject.enrolled],
    answer: result.answer,
    usableSignals: usable,
    minSignals,
    bands,
    context: contextOf({ ...decisionFacts, locked }),
    versions: { lists: policy.listsVersion, thresholds: policy.thresholdsVersion },
    snoozed: [...snoozed],
    ...(login === null ? {} : { login: login.evidence }),
    failures: [
      ...(failed === undefined ? [] : [candidateFailure(failed)]),
      ...evaluation.failures.map((failure) => ({ ruleId: failure.ruleId, message: faultText(failure.fault) })),
    ],
  };
  const decisionId = engine.ids.next('decision');
  const versions = { rules: policy.rulesVersion, matrix: policy.matrixVersion };
  return {
    input,
    subject,
    place,
    network,
    software: [browser, os].filter((part) => part !== null).join(' on ') || null,
    cents,
    result,
    evaluation,
    signals: factsJson(facts),
    explanation,
    learned: {
      accountId: input.accountId,
      kind: input.kind,
      client: input.client,
      address,
      network,
      userAgent: input.userAgent ?? null,
      destination,
      valueCents: cents,
      // Noted with the operation itself.
      deviceId: null,
    },
    now,
    decisionId,
    attempt: attempt !== null && belongsToAttempt(attempt, result) ? attempt : null,
    versions,
    decision: (operationId) => ({
      id: decisionId as DecisionId,
      operationId,
      outcome: result.outcome,
      score: result.score,
      band: result.band,
      reasons: [...result.reasons],
      steps: [...result.steps],
      rulesVersion: versions.rules,
      matrixVersion: versions.matrix,
      createdAt: now,
    }),
  };
}

/** Whether a decision left a log-in to the method of its attempt; a denial does not, nor does a stricter rule that put another in its place. */
const belongsToAttempt = ({ assignment }: Attempt, { outcome, steps }: DecisionResult): boolean =>
  outcome === 'review' || (outcome === 'step_up' && assignment.steps.every((step) => steps.includes(step)));
