import type { ClientKind, FactorKind, OperationKind } from '../../../shared/vocabulary/index.ts';
import type { DecisionFacts } from './decide.ts';

/**
 * What a decision depended on besides signals, rules and policy: kept with it, so that another policy can be decided for the same operation
 * exactly as it would have been (PO-06, RT-05). Small and alike for many operations, so that history holds each form once.
 */
export interface DecisionContext {
  readonly kind: OperationKind;
  readonly client: ClientKind;
  readonly frozen: boolean;
  readonly credentialRefused: boolean;
  readonly deviceUnproven: boolean;
  readonly assignment: NonNullable<DecisionFacts['assignment']> | null;
  readonly locked: readonly FactorKind[];
  readonly held: boolean;
  readonly trustedDevice: DecisionFacts['trustedDevice'];
  readonly onTrustedDevice: boolean;
  readonly trustedDeviceTooYoung: boolean;
  readonly mandatoryPasskey: boolean;
  /** Left out where it is not so: only a passkey that is made on another phone has it. */
  readonly passkeyShownElsewhere?: true;
  readonly enrolled: readonly FactorKind[];
}

/** What to keep of a decision's facts. */
export function contextOf(facts: DecisionFacts): DecisionContext {
  return {
    kind: facts.kind,
    client: facts.client,
    frozen: facts.frozen,
    credentialRefused: facts.credentialRefused,
    deviceUnproven: facts.deviceUnproven,
    assignment: facts.assignment ?? null,
    locked: [...(facts.locked ?? [])].sort(),
    held: facts.holds.length > 0,
    trustedDevice: facts.trustedDevice,
    onTrustedDevice: facts.onTrustedDevice,
    trustedDeviceTooYoung: facts.trustedDeviceTooYoung,
    mandatoryPasskey: facts.mandatoryPasskey,
    ...(facts.passkeyShownElsewhere === true ? { passkeyShownElsewhere: true } : {}),
    enrolled: [...facts.enrolled].sort(),
  };
}

/** The facts that a context stands for, but for what the policy adds: signals counted, thresholds, matrix and rules. */
export function factsOf(
  context: DecisionContext,
): Omit<DecisionFacts, 'usableSignals' | 'minSignals' | 'bands' | 'matrix' | 'evaluation' | 'rules'> {
  return {
    ...context,
    assignment: context.assignment ?? undefined,
    locked: new Set(context.locked),
    holds: context.held ? [{ cause: 'kept', endsAt: null }] : [],
    enrolled: new Set(context.enrolled),
  };
}
