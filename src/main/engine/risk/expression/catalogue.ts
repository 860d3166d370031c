/** The types a signal can have. `int` is CEL's 64-bit integer, `double` its IEEE 754 number. */
export type SignalType = 'string' | 'int' | 'double' | 'bool';

/**
 * A value as a rule sees it. An `int` is a number while it is a safe integer and a bigint beyond, never both for one value, so
 * that two equal ints are also `===`.
 */
export type SignalValue = string | number | bigint | boolean;

/** What is known about one event, by signal name. `undefined` and `null` both mean: not known for this event. */
export type Facts = Readonly<Record<string, SignalValue | null | undefined>>;

export interface SignalDefinition {
  /** snake_case, e.g. `account_age_days`. */
  readonly name: string;
  readonly type: SignalType;
  /** One line for the editor's completion list. */
  readonly description?: string;
}

/** A literal argument of a signal function; `column` errors point at its place. */
export type FunctionArgument = string | bigint | number | boolean;

/**
 * A call that stands for a computed signal: `count("withdrawal", "24h")` becomes the signal that counts withdrawals over 24 hours.
 * Arguments are literals, so the signal is known when the rule is checked and can be computed before any rule runs.
 */
export interface SignalFunction {
  readonly name: string;
  readonly parameters: readonly SignalType[];
  /** Further arguments that may be left out from the end. */
  readonly optional?: readonly SignalType[];
  readonly returns: SignalType;
  readonly description?: string;
  /** Names the signal under which the facts carry the result, or says which argument cannot be used and why. */
  resolve(args: readonly FunctionArgument[]): { readonly signal: string } | { readonly problem: string; readonly argument?: number };
}

/** Everything a rule may name. */
export interface SignalCatalogue {
  readonly signals: ReadonlyMap<string, SignalDefinition>;
  readonly functions: ReadonlyMap<string, SignalFunction>;
}

const namePattern = /^[a-z][a-z0-9_]{0,63}$/;
/** Words of CEL's grammar and standard environment, plus our own `known`. */
const takenNames = new Set(
  `as bool break bytes cel const continue double duration dyn else false for function google has if import in int known let list loop map
   matches namespace null null_type optional package return size string timestamp true type uint var void while`.split(/\s+/),
);

/**
 * Whether a name may stand for a signal. Names that every JavaScript object answers to (`constructor`, `valueOf`) are refused,
 * so that a fact that is absent can never be read from a prototype.
 */
export function isSignalName(name: string): boolean {
  return namePattern.test(name) && !takenNames.has(name) && !(name in Object.prototype);
}

/**
 * Builds the catalogue of what rules may read (RT-01).
 * @throws Error when a name is malformed, reserved or given twice: a mistake in the program, not in a rule.
 */
export function createCatalogue(signals: readonly SignalDefinition[], functions: readonly SignalFunction[] = []): SignalCatalogue {
  const taken = new Set<string>();
  const claim = (name: string): string => {
    if (!isSignalName(name)) throw new Error(`"${name}" cannot be the name of a signal or a signal function`);
    if (taken.has(name)) throw new Error(`"${name}" is in the catalogue twice`);
    taken.add(name);
    return name;
  };
  return {
    signals: new Map(signals.map((signal) => [claim(signal.name), signal])),
    functions: new Map(functions.map((fn) => [claim(fn.name), fn])),
  };
}
