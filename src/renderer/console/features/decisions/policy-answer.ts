import { type FactorKind, factorKinds, type Outcome, outcomes } from '../../../../shared/vocabulary/index.ts';

export interface PolicyAnswer {
  readonly outcome: Outcome;
  /** Per step the methods from strongest to weakest, of which the first that the customer has is taken. */
  readonly steps: readonly (readonly FactorKind[])[];
}

/** Reads an answer of the policy matrix, which travels as JSON; null where this console does not know its shape. */
export function readPolicyAnswer(text: string): PolicyAnswer | null {
  const answer = parsed(text);
  if (typeof answer !== 'object' || answer === null || !('outcome' in answer)) return null;
  const outcome = outcomes.find((one) => one === answer.outcome);
  if (outcome === undefined) return null;
  const steps = 'steps' in answer && Array.isArray(answer.steps) ? answer.steps : [];
  return {
    outcome,
    steps: steps.map((step: unknown) =>
      Array.isArray(step) ? step.flatMap((name: unknown) => factorKinds.find((kind) => kind === name) ?? []) : [],
    ),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
