import {
  type ClientKind,
  type FactorKind,
  factorChangeKinds,
  moneyKinds,
  type OperationKind,
  type Outcome,
  operationPhrases,
  outcomes,
  type RiskBand,
} from '../../../shared/vocabulary/index.ts';
import { besidePasskey, standIns } from '../factors/traits.ts';
import { type Assignment, assignedSteps } from '../new-device/assign.ts';
import { answerFor, chooseSteps, type MatrixAnswer, type PolicyMatrix } from './matrix.ts';
import type { RuleDefinition, RuleEvaluation } from './rule-set.ts';

/** Scores from which a band begins. */
export interface BandThresholds {
  readonly medium: number;
  readonly high: number;
  readonly critical: number;
}

/** Everything a decision depends on; with the same facts it is the same decision, now or on replay (PO-06). */
export interface DecisionFacts {
  readonly kind: OperationKind;
  readonly client: ClientKind;
  readonly frozen: boolean;
  /** The platform refused the password itself. */
  readonly credentialRefused: boolean;
  /** A log-in on a device without a completed log-in, or from one silent for too long (ND-01). */
  readonly deviceUnproven: boolean;
  /** What a log-in from an unproven device was assigned (ND-02); absent for every other operation. */
  readonly assignment?: Assignment | undefined;
  /** Methods that too many wrong codes have locked where this operation starts (SI-01). */
  readonly locked?: ReadonlySet<FactorKind> | undefined;
  readonly holds: readonly { readonly cause: string; readonly endsAt: number | null }[];
  readonly trustedDevice: 'none' | 'active' | 'suspended';
  readonly onTrustedDevice: boolean;
  readonly trustedDeviceTooYoung: boolean;
  /** The customer wants nothing but passkeys to count where policy covers it (MP-01). */
  readonly mandatoryPasskey: boolean;
  /** This phone goes on with what a passkey confirmed on another client (PK-03). */
  readonly passkeyShownElsewhere?: boolean | undefined;
  /** Methods that the customer has and this engine can run, the trusted device not among them. */
  readonly enrolled: ReadonlySet<FactorKind>;
  readonly usableSignals: number;
  readonly minSignals: number;
  readonly bands: BandThresholds;
  readonly matrix: PolicyMatrix;
  readonly evaluation: RuleEvaluation;
  readonly rules: readonly RuleDefinition[];
}

/** The fixed precedence (PO-04): of the levels that have something to say to an operation, the first one settles the answer. */
export const precedence = ['deny', 'hold', 'mandatory_passkey', 'trusted_device', 'risk'] as const;
export type Precedence = (typeof precedence)[number];

export interface DecisionResult {
  readonly outcome: Outcome;
  readonly score: number;
  readonly band: RiskBand;
  /** In order. In a review they are what the customer's own protections ask still when a person has said yes. */
  readonly steps: readonly FactorKind[];
  /** In words, what weighed most first. */
  readonly reasons: readonly string[];
  readonly precedence: Precedence;
  readonly answer: MatrixAnswer;
  readonly because: string;
}

/** The band of a score; too few signals are never "low" (PO-05). */
export function bandOf(score: number, usable: number, minSignals: number, bands: BandThresholds): RiskBand {
  if (score >= bands.critical) return 'critical';
  if (score >= bands.high) return 'high';
  if (usable < minSignals) return 'unknown';
  return score >= bands.medium ? 'medium' : 'low';
}

const stricter = (a: Outcome, b: Outcome): Outcome => (outcomes.indexOf(a) >= outcomes.indexOf(b) ? a : b);

/** ND-01: an unproven device needs authorization however low the score is. */
const floored = (band: RiskBand, facts: DecisionFacts): RiskBand =>
  facts.kind === 'login' && facts.deviceUnproven && band === 'low' ? 'medium' : band;

/** A customer with several methods completes them all where the trusted device would have stood guard (TD-21). */
const strictest = (enrolled: ReadonlySet<FactorKind>): readonly FactorKind[] => standIns.filter((factor) => enrolled.has(factor));

function riskSteps(answer: MatrixAnswer, facts: DecisionFacts): readonly FactorKind[] | null {
  if (facts.assignment !== undefined) return assignedSteps(facts.assignment, answer, facts.enrolled);
  if (answer.outcome !== 'step_up') return [];
  const chosen = chooseSteps(answer.steps, facts.enrolled);
  return facts.passkeyShownElsewhere === true ? withoutFarPasskey(chosen, answer, facts) : chosen;
}

/**
 * PK-03: where the passkey has been shown on the client that it lives on, the phone repeats the verification of identity by something that it
 * can do: the face of the document's holder, else the trusted device, else what policy asks of whoever has no passkey. Never fewer steps.
 */
function withoutFarPasskey(
  chosen: readonly FactorKind[] | null,
  answer: Extract<MatrixAnswer, { outcome: 'step_up' }>,
  { kind, matrix, enrolled, trustedDevice, onTrustedDevice }: DecisionFacts,
): readonly FactorKind[] | null {
  if (chosen === null || !chosen.includes('passkey')) return chosen;
  const others = chosen.filter((factor) => factor !== 'passkey');
  if (enrolled.has('face') && !others.includes('face')) return ['face', ...others];
  // Where policy asks the trusted device anyway, it cannot stand for the passkey as well.
  if (trustedDevice === 'active' && !onTrustedDevice && !matrix.trustedDeviceKinds.includes(kind)) return ['trusted_device', ...others];
  return chooseSteps(answer.steps, new Set([...enrolled].filter((factor) => factor !== 'passkey')));
}

const strictestFirst: readonly RiskBand[] = ['critical', 'high', 'unknown', 'medium', 'low'];

/** The steps that policy asks for a kind where it asks the most, as far as the customer has methods for them. */
function mostSteps({ matrix, kind }: DecisionFacts, usable: ReadonlySet<FactorKind>): readonly FactorKind[] {
  const answer = strictestFirst.map((band) => answerFor(matrix, kind, band)).find(({ outcome }) => outcome === 'step_up');
  if (answer?.outcome !== 'step_up') return strictest(usable);
  const chosen: FactorKind[] = [];
  for (const methods of answer.steps) {
    const method = methods.find((candidate) => usable.has(candidate) && !chosen.includes(candidate));
    if (method !== undefined) chosen.push(method);
  }
  return chosen;
}

/**
 * What a person's yes does not stand for, since nobody at the desk can tell who asks. The trusted device is asked all the same (TD-08), in its
 * place everything else while it is suspended or too young (TD-21, TD-07), and a change of factors takes the step-up that it always takes:
 * otherwise whoever looks suspicious enough is asked for less than whoever does not.
 */
function askedInReview(facts: DecisionFacts, asked: boolean): readonly FactorKind[] {
  const { kind, trustedDevice, trustedDeviceTooYoung, locked, passkeyShownElsewhere } = facts;
  const out = (factor: FactorKind) => locked?.has(factor) === true || (factor === 'passkey' && passkeyShownElsewhere === true);
  const usable = new Set([...facts.enrolled].filter((factor) => !out(factor)));
  const guarded = asked && trustedDevice === 'active';
  if (asked && (trustedDevice === 'suspended' || (guarded && trustedDeviceTooYoung))) return strictest(usable);
  const own = (factorChangeKinds as readonly OperationKind[]).includes(kind) ? mostSteps(facts, usable) : [];
  return guarded ? ['trusted_device', ...own] : own;
}

/** An answer that a rule hardened to a step-up takes its steps from the matrix's next stricter band. */
function hardened(facts: DecisionFacts, band: RiskBand): MatrixAnswer {
  const answer = answerFor(facts.matrix, facts.kind, band);
  if (answer.outcome !== 'allow' || facts.evaluation.outcome !== 'step_up') return answer;
  const next = answerFor(facts.matrix, facts.kind, 'medium');
  return next.outcome === 'allow' ? { outcome: 'review' } : next;
}

function words(facts: DecisionFacts): string[] {
  const hits = [...facts.evaluation.hits].sort(
    (a, b) => outcomes.indexOf(b.outcome ?? 'allow') - outcomes.indexOf(a.outcome ?? 'allow') || b.score - a.score || a.index - b.index,
  );
  return hits.flatMap((hit) => facts.rules[hit.index]?.reason ?? []);
}

/**
 * The steps of an answer with a passkey in the place of everything that mandatory-passkey mode refuses. There are never fewer of them, so
 * that turning it on makes nothing easier (PO-04); a passkey comes first, so that nobody without it gets to bother the trusted device.
 * @returns null when a step is left that no accepted method can take.
 */
function passkeyInstead(steps: readonly FactorKind[], enrolled: ReadonlySet<FactorKind>): readonly FactorKind[] | null {
  const kept = steps.filter((factor) => besidePasskey.includes(factor));
  const instead: FactorKind[] = ['passkey', ...kept];
  if (instead.length < steps.length && enrolled.has('face') && !kept.includes('face')) instead.push('face');
  return instead.length < steps.length ? null : instead;
}

/** MP-02, MP-03, MP-05: what mandatory-passkey mode makes of an answer. Nothing falls back to another method, whatever device asks. */
function underMandatoryPasskey(facts: DecisionFacts, base: DecisionResult): DecisionResult {
  const { matrix, kind, client, enrolled } = facts;
  if (base.outcome === 'deny' || base.outcome === 'hold') return base;
  const answer = (outcome: Outcome, steps: readonly FactorKind[], because: string): DecisionResult => ({
    ...base,
    outcome,
    steps,
    precedence: 'mandatory_passkey',
    because,
  });
  if (kind === 'login' && matrix.mandatoryPasskeyRefusedClients.includes(client)) {
    const reason = 'Passkeys are mandatory, and this way of logging in cannot ask for one';
    return { ...answer('deny', [], `${reason}.`), reasons: [reason, ...base.reasons] };
  }
  if (!matrix.mandatoryPasskeyKinds.includes(kind)) return base;
  const kept = base.steps.filter((factor) => besidePasskey.includes(factor));
  if (!enrolled.has('passkey')) {
    return base.outcome === 'review'
      ? { ...base, steps: kept }
      : answer('review', [], 'Passkeys are mandatory and none is left; a person decides.');
  }
  const least: readonly FactorKind[] = ['passkey', ...kept];
  const steps = passkeyInstead(base.steps, enrolled);
  if (base.outcome === 'review') return { ...base, steps: steps ?? least };
  if (steps === null)
    return answer('review', least, 'Passkeys are mandatory and policy asks for more than one can give; a person decides.');
  return answer('step_up', steps, 'Passkeys are mandatory for this.');
}

/**
 * The decision (PO-02): pure, total, and ordered as PO-04 says — deny, then hold, then the mandatory passkey, then the trusted device, then
 * what risk chooses.
 */
export function decide(facts: DecisionFacts): DecisionResult {
  const base = decideWithoutMandatoryPasskey(facts);
  return facts.mandatoryPasskey ? underMandatoryPasskey(facts, base) : base;
}

function decideWithoutMandatoryPasskey(facts: DecisionFacts): DecisionResult {
  const score = Math.max(0, Math.round(facts.evaluation.score));
  const band = floored(bandOf(score, facts.usableSignals, facts.minSignals, facts.bands), facts);
  const answer = hardened(facts, band);
  const reasons = words(facts);
  const result = (
    outcome: Outcome,
    precedence: Precedence,
    steps: readonly FactorKind[],
    because: string,
    first?: string,
  ): DecisionResult => ({
    outcome,
    score,
    band,
    steps,
    reasons: first === undefined ? reasons : [first, ...reasons],
    precedence,
    answer,
    because,
  });

  if (facts.credentialRefused) return result('deny', 'deny', [], 'The platform refused the password.', 'The password was refused');
  if (facts.frozen) return result('deny', 'deny', [], 'The account is frozen.', 'The account is frozen');
  const demanded = stricter(answer.outcome, facts.evaluation.outcome ?? 'allow');
  if (demanded === 'deny') {
    return result(
      'deny',
      'deny',
      [],
      facts.evaluation.outcome === 'deny'
        ? 'A rule denies this.'
        : `The policy matrix denies ${operationPhrases[facts.kind]} at ${band} risk.`,
    );
  }

  const money = (moneyKinds as readonly OperationKind[]).includes(facts.kind);
  if (money && facts.holds.length > 0) return result('hold', 'hold', [], 'A withdrawal hold is running.', 'A withdrawal hold is running');
  if (demanded === 'hold') return result('hold', 'hold', [], 'A rule holds this.');

  const asked = facts.matrix.trustedDeviceKinds.includes(facts.kind) && !facts.onTrustedDevice;
  const guard = askedInReview(facts, asked);
  if (demanded === 'review') return result('review', 'risk', guard, `A person decides ${operationPhrases[facts.kind]} at ${band} risk.`);

  const chosen = riskSteps(answer, facts);
  if (chosen === null) return result('review', 'risk', guard, 'The customer has no method for a step that policy asks; a person decides.');
  // Not the next method instead: whoever can lock a strong one by guessing must not get a weaker one for it.
  if (chosen.some((factor) => facts.locked?.has(factor)))
    return result('review', 'risk', guard, 'A method is locked after too many wrong codes; a person decides.');
  if (asked && facts.trustedDevice === 'suspended') {
    const all = strictest(facts.enrolled);
    if (all.length === 0) return result('review', 'trusted_device', [], 'The trusted device is suspended and no other method is left.');
    return result('step_up', 'trusted_device', all, 'The trusted device is suspended: every other method is asked.');
  }
  if (asked && facts.trustedDevice === 'active') {
    if (facts.trustedDeviceTooYoung) {
      return result('review', 'trusted_device', guard, 'The trusted device is too young to approve this amount.');
    }
    const others = chosen.filter((factor) => factor !== 'trusted_device');
    return result('step_up', 'trusted_device', ['trusted_device', ...others], 'Started away from the trusted device.');
  }
  if (chosen.length === 0) return result('allow', 'risk', [], `The policy matrix allows ${operationPhrases[facts.kind]} at ${band} risk.`);
  if (facts.assignment !== undefined) return result('step_up', 'risk', chosen, 'A log-in from a new device needs authorization.');
  return result('step_up', 'risk', chosen, `The policy matrix asks for this at ${band} risk.`);
}
