import type { SignalType, SignalValue } from './catalogue.ts';
import { checkedPattern } from './pattern.ts';
import { canonicalInt, operations } from './semantics.ts';
import {
  type ChoiceTerm,
  type Evaluate,
  type Fault,
  isFault,
  type JunctionTerm,
  type MemberTerm,
  type OperationTerm,
  type Outcome,
  type SignalTerm,
  type Term,
} from './term.ts';

/**
 * Turns a term into nested functions. This form has the whole meaning of the language and needs no code generation, so it also
 * serves where the platform forbids that, and the generated form falls back on it for whatever is unusual.
 */
export function toClosure(term: Term): Evaluate {
  switch (term.kind) {
    case 'literal': {
      const { value } = term;
      return () => value;
    }
    case 'signal':
      return signal(term);
    case 'known': {
      const { name } = term;
      return (facts) => facts[name] != null;
    }
    case 'not': {
      const operand = toClosure(term.operand);
      return (facts) => {
        const value = operand(facts);
        return isFault(value) ? value : !value;
      };
    }
    case 'all':
    case 'any':
      return junction(term);
    case 'choice':
      return choice(term);
    case 'operation':
      return operation(term);
    case 'member':
      return member(term);
    case 'matches': {
      const operand = toClosure(term.operand);
      const pattern = checkedPattern(term.pattern);
      return (facts) => {
        const value = operand(facts);
        return isFault(value) ? value : pattern.test(value as string);
      };
    }
  }
}

function signal({ name, type }: SignalTerm): Evaluate {
  const missing: Fault = Object.freeze({ cause: 'missing_signal', signal: name });
  const wrong: Fault = Object.freeze({ cause: 'wrong_type', signal: name });
  const read = readers[type];
  return (facts) => {
    const value = facts[name];
    return value == null ? missing : read(value, wrong);
  };
}

/** A fact of the wrong type is a fault of its own: whoever computes signals has a defect, and no rule may act on it. */
const readers = {
  string: (value, wrong) => (typeof value === 'string' ? value : wrong),
  bool: (value, wrong) => (typeof value === 'boolean' ? value : wrong),
  double: (value, wrong) => (typeof value === 'number' ? value : wrong),
  int: (value, wrong) => {
    if (Number.isSafeInteger(value)) return value;
    const canonical = typeof value === 'bigint' ? canonicalInt(value) : wrong;
    return isFault(canonical) ? wrong : canonical;
  },
} as const satisfies Record<SignalType, (value: SignalValue, wrong: Fault) => Outcome>;

function junction({ kind, operands }: JunctionTerm): Evaluate {
  const deciding = kind === 'any';
  const parts = operands.map(toClosure);
  return (facts) => {
    let failed: Fault | undefined;
    for (const part of parts) {
      const value = part(facts);
      if (value === deciding) return deciding;
      if (isFault(value)) failed ??= value;
    }
    return failed ?? !deciding;
  };
}

function choice(term: ChoiceTerm): Evaluate {
  const test = toClosure(term.test);
  const whenTrue = toClosure(term.whenTrue);
  const whenFalse = toClosure(term.whenFalse);
  return (facts) => {
    const value = test(facts);
    if (isFault(value)) return value;
    return value ? whenTrue(facts) : whenFalse(facts);
  };
}

function operation({ name, operands: [first, second] }: OperationTerm): Evaluate {
  if (!first) throw new Error(`"${name}" has no operand`);
  const { apply } = operations[name];
  const left = toClosure(first);
  if (!second) {
    return (facts) => {
      const a = left(facts);
      return isFault(a) ? a : apply(a as never, a as never);
    };
  }
  if (second.kind === 'literal') {
    const b = second.value as never;
    return (facts) => {
      const a = left(facts);
      return isFault(a) ? a : apply(a as never, b);
    };
  }
  const right = toClosure(second);
  return (facts) => {
    const a = left(facts);
    if (isFault(a)) return a;
    const b = right(facts);
    return isFault(b) ? b : apply(a as never, b as never);
  };
}

function member({ operand, options }: MemberTerm): Evaluate {
  const subject = toClosure(operand);
  const literals = options.flatMap((option) => (option.kind === 'literal' ? [option.value] : []));
  if (literals.length === options.length) {
    const values = new Set<SignalValue>(literals);
    return (facts) => {
      const value = subject(facts);
      return isFault(value) ? value : values.has(value) || (typeof value === 'bigint' && literals.some((b) => same(value, b)));
    };
  }
  const others = options.map(toClosure);
  return (facts) => {
    const value = subject(facts);
    if (isFault(value)) return value;
    let found = false;
    for (const other of others) {
      const candidate = other(facts);
      if (isFault(candidate)) return candidate;
      found ||= same(value, candidate);
    }
    return found;
  };
}

function same(a: SignalValue, b: SignalValue): boolean {
  return a === b || (typeof a !== typeof b && a <= b && a >= b);
}
