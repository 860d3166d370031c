import type { Fault } from '../risk/expression/term.ts';
import type { Candidate } from '../risk/live-policy.ts';
import type { RuleEvaluation } from '../risk/rule-set.ts';

/** A roll-out's candidate could not decide: the live policy does instead (RT-07). */
export class CandidateFailed extends Error {
  override readonly name = 'CandidateFailed';
  readonly candidate: Candidate;
  /** The rule at fault, if one is. */
  readonly ruleId: string | null;

  constructor(candidate: Candidate, ruleId: string | null, message: string, options?: ErrorOptions) {
    super(message, options);
    this.candidate = candidate;
    this.ruleId = ruleId;
  }
}

/**
 * Runs a part of a decision that asks no database: what goes wrong in it for a candidate can be done again by the live policy in the same
 * transaction, which after a failed query it could not.
 * @throws CandidateFailed for whatever goes wrong while a candidate decides
 */
export function underCandidate<T>(candidate: Candidate | null, work: () => T): T {
  if (candidate === null) return work();
  try {
    return work();
  } catch (error) {
    throw new CandidateFailed(candidate, null, error instanceof Error ? error.message : String(error), { cause: error });
  }
}

export const faultText = (fault: Fault): string => (fault.signal === undefined ? fault.cause : `${fault.cause}: ${fault.signal}`);

/**
 * Asserts that a candidate's own rules came to a result. A missing signal is none of their errors, since it is missing for the live rules as
 * well; nor is what a rule does that the candidate left as it is.
 * @throws CandidateFailed
 */
export function requireEvaluated(candidate: Candidate | null, { failures }: RuleEvaluation): void {
  const failure = failures.find(({ ruleId, fault }) => fault.cause !== 'missing_signal' && candidate?.ownRules.has(ruleId) === true);
  if (candidate !== null && failure !== undefined) throw new CandidateFailed(candidate, failure.ruleId, faultText(failure.fault));
}
