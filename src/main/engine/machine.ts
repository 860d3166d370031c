import { conflict } from './errors.ts';

/** Allowed moves: from a state, by an event, to a state. The whole life cycle is this one table. */
export type Moves<State extends string, Event extends string> = Readonly<Record<State, Readonly<Partial<Record<Event, State>>>>>;

/**
 * The state after an event.
 * @param what names the thing in the message.
 * @throws PortcullisError `conflict` with the current state, when the move is not allowed.
 */
export function move<State extends string, Event extends string>(
  moves: Moves<State, Event>,
  what: string,
  from: State,
  event: Event,
): State {
  const to = moves[from][event];
  if (to === undefined) throw conflict(`The ${what} is ${from.replaceAll('_', ' ')} already.`, { status: from });
  return to;
}

/** States from which an event moves: what a conditional update asks of the row that it changes. */
export function statesBefore<State extends string, Event extends string>(moves: Moves<State, Event>, event: Event): State[] {
  return (Object.keys(moves) as State[]).filter((state) => moves[state][event] !== undefined);
}

/** States from which nothing moves any more. */
export function finalStates<State extends string, Event extends string>(moves: Moves<State, Event>): readonly State[] {
  return (Object.keys(moves) as State[]).filter((state) => Object.keys(moves[state]).length === 0);
}
