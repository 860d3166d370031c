import type { Decision, OperationInput } from '../../../shared/contract/operation.ts';
import type { DecisionId, OperationId } from '../../../shared/vocabulary/index.ts';
import type { WriteTx } from '../../store/store.ts';
import type { Engine } from '../engine.ts';
import { lockedItems } from '../factors/codes/guard.ts';
import type { Attempt } from '../new-device/attempt.ts';
import type { Place } from '../ports.ts';
import { contextOf } from '../risk/context.ts';
import { type DecisionFacts, type DecisionResult, decide } from '../risk/decide.ts';
import type { ActivePolicy, Candidate } from '../risk/live-policy.ts';
import { type RuleEvaluation, withoutSnoozed } from '../risk/rule-set.ts';
import { computeSignals, factsJson } from '../risk/signals/catalogue.ts';
import { CandidateFailed, faultText, requireEvaluated, underCandidate } from './candidate.ts';
import type { LearnedOperation } from './learn.ts';
import { type Observed, observe, signalContext } from './observe.ts';
import type { Explanation } from './present.ts';
import { type Subject, usableMethods } from './subject.ts';

/** A decision that was made and is not written down yet. */
export interface Prepared {
  readonly input: OperationInput;
  readonly now: Observed['now'];
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

/**
 * Decides an operation. A roll-out's candidate does so for its part of the accounts; where it cannot, the live policy does (RT-07).
 * @param now the time the decision is made at, ms
 * @throws PortcullisError `not_found` for an unknown account
 */
export async function prepare(tx: WriteTx, engine: Engine, input: OperationInput, now: number): Promise<Prepared> {
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
  const observed = await observe(tx, engine, input, now, policy.plan(input.kind));
  const { subject, operation, attempt } = observed;
  const snoozed = engine.policy.snoozed(input.accountId, now);
  const { facts, usable, evaluation } = underCandidate(candidate, () => {
    const computed = computeSignals(policy.plan(input.kind), signalContext(observed));
    return { ...computed, evaluation: withoutSnoozed(policy.rules.evaluate(computed.facts), snoozed) };
  });
  requireEvaluated(candidate, evaluation);

  const unlocked = decisionFacts(policy, observed, usable, evaluation);
  const preliminary = underCandidate(candidate, () => decide(unlocked));
  const deviceId = observed.deviceUnproven ? null : (input.device?.id ?? null);
  const locked = await lockedItems(tx, subject.ownerId, deviceId, preliminary.steps);
  const judged: DecisionFacts = { ...unlocked, locked };
  const result = locked.size === 0 ? preliminary : underCandidate(candidate, () => decide(judged));

  const { address, network, place, browser, os, destination, valueCents: cents } = operation;
  const decisionId = engine.ids.next('decision');
  const versions = { rules: policy.rulesVersion, matrix: policy.matrixVersion };
  return {
    input,
    now,
    subject,
    place,
    network,
    software: [browser, os].filter((part) => part !== null).join(' on ') || null,
    cents,
    result,
    evaluation,
    signals: factsJson(facts),
    explanation: explain(policy, observed, judged, result, snoozed, failed),
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

/** What was observed, as the rules of precedence ask for it; what is locked is known only when they have said which steps it concerns. */
function decisionFacts(policy: ActivePolicy, observed: Observed, usable: number, evaluation: RuleEvaluation): DecisionFacts {
  const { input, subject, onTrustedDevice, deviceUnproven } = observed;
  const { trustedDevice } = subject;
  const { minSignals, ...bands } = policy.thresholds;
  return {
    kind: input.kind,
    client: input.client,
    frozen: subject.account.status === 'frozen',
    credentialRefused: input.credentialResult !== undefined && input.credentialResult !== 'accepted',
    deviceUnproven,
    assignment: observed.attempt?.assignment,
    holds: subject.holds,
    trustedDevice: trustedDevice === null ? 'none' : trustedDevice.suspended ? 'suspended' : 'active',
    onTrustedDevice: onTrustedDevice && !(trustedDevice?.suspended ?? false),
    trustedDeviceTooYoung: observed.trustedDeviceTooYoung,
    mandatoryPasskey: subject.mandatoryPasskey,
    passkeyShownElsewhere: observed.passkeyShownElsewhere,
    enrolled: usableMethods(input, subject),
    usableSignals: usable,
    minSignals,
    bands,
    matrix: policy.matrix,
    evaluation,
    rules: policy.rules.rules,
  };
}

/** Why it was decided so, with all that it takes to decide it again later (PO-06). */
function explain(
  policy: ActivePolicy,
  { subject, login }: Observed,
  facts: DecisionFacts,
  result: DecisionResult,
  snoozed: ReadonlySet<string>,
  failed: CandidateFailed | undefined,
): Explanation {
  return {
    reasons: result.reasons,
    precedence: result.precedence,
    because: result.because,
    enrolled: [...subject.enrolled],
    answer: result.answer,
    usableSignals: facts.usableSignals,
    minSignals: facts.minSignals,
    bands: facts.bands,
    context: contextOf(facts),
    versions: { lists: policy.listsVersion, thresholds: policy.thresholdsVersion },
    snoozed: [...snoozed],
    ...(login === null ? {} : { login: login.evidence }),
    failures: [
      ...(failed === undefined ? [] : [candidateFailure(failed)]),
      ...facts.evaluation.failures.map((failure) => ({ ruleId: failure.ruleId, message: faultText(failure.fault) })),
    ],
  };
}

/** What a decision says of a candidate that could not make it. */
const candidateFailure = ({ candidate, ruleId, message }: CandidateFailed) => ({
  ruleId: ruleId ?? candidate.kind,
  message: `roll-out of version ${candidate.version}: ${message}; the live policy decided`,
});

/** Whether a decision left a log-in to the method of its attempt; a denial does not, nor does a stricter rule that put another in its place. */
const belongsToAttempt = ({ assignment }: Attempt, { outcome, steps }: DecisionResult): boolean =>
  outcome === 'review' || (outcome === 'step_up' && assignment.steps.every((step) => steps.includes(step)));
