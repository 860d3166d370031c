import type { Facts, SignalType, SignalValue } from './catalogue.ts';
import type { OperationName } from './semantics.ts';

/**
 * An expression after checking: typed, with CEL's overloads resolved to named operations and with every place where an error
 * can be absorbed (`all`, `any`, `choice`) apart from those where it cannot. Both evaluators start from this form.
 */
export type Term = LiteralTerm | SignalTerm | KnownTerm | NotTerm | JunctionTerm | ChoiceTerm | OperationTerm | MemberTerm | MatchesTerm;

export interface LiteralTerm {
  readonly kind: 'literal';
  readonly type: SignalType;
  readonly value: SignalValue;
}

/** Reads a signal; a missing one is an error. */
export interface SignalTerm {
  readonly kind: 'signal';
  readonly type: SignalType;
  readonly name: string;
}

/** `known(x)`: whether the signal has a value for this event. Never an error. */
export interface KnownTerm {
  readonly kind: 'known';
  readonly type: 'bool';
  readonly name: string;
}

export interface NotTerm {
  readonly kind: 'not';
  readonly type: 'bool';
  readonly operand: Term;
}

/** `&&` (`all`) and `||` (`any`), flattened. One deciding operand outweighs an error in any other, on either side. */
export interface JunctionTerm {
  readonly kind: 'all' | 'any';
  readonly type: 'bool';
  readonly operands: readonly Term[];
}

/** `test ? whenTrue : whenFalse`; only the chosen branch can fail. */
export interface ChoiceTerm {
  readonly kind: 'choice';
  readonly type: SignalType;
  readonly test: Term;
  readonly whenTrue: Term;
  readonly whenFalse: Term;
}

/** A strict operation: an error in any operand is an error of the whole. */
export interface OperationTerm {
  readonly kind: 'operation';
  readonly type: SignalType;
  readonly name: OperationName;
  readonly operands: readonly Term[];
}

/** `operand in [options]`. The list is built first, so an error in any option is an error even where another is equal. */
export interface MemberTerm {
  readonly kind: 'member';
  readonly type: 'bool';
  readonly operand: Term;
  readonly options: readonly Term[];
}

/** `operand.matches("pattern")`, the pattern a literal. */
export interface MatchesTerm {
  readonly kind: 'matches';
  readonly type: 'bool';
  readonly operand: Term;
  readonly pattern: string;
}

/** Why an expression has no value for an event. */
export interface Fault {
  readonly cause: FaultCause;
  /** The signal at fault, for `missing_signal` and `wrong_type`. */
  readonly signal?: string;
}

export type FaultCause =
  | 'missing_signal'
  | 'wrong_type'
  | 'integer_overflow'
  | 'division_by_zero'
  | 'modulus_by_zero'
  | 'conversion_out_of_range';

/** What evaluating a term gives. Values are primitives, so anything of type `object` is a fault. */
export type Outcome = SignalValue | Fault;

export type Evaluate = (facts: Facts) => Outcome;

export function isFault(outcome: Outcome): outcome is Fault {
  return typeof outcome === 'object';
}
