/** What must hold whatever anybody does, each with what it means. All of it is judged from answers of the public APIs. */
export const invariants = {
  only_the_answered_method: 'No proof counts that the decision did not ask for, and none out of turn',
  mandatory_passkey_never_falls_back: 'While passkeys are mandatory, a log-in asks for one and for no code',
  protection_never_eases: 'Turning a protection on makes no operation easier',
  removal_leaves_a_hold: 'A trusted device that was removed leaves a withdrawal hold of the whole length',
  held_is_refused: 'Under a hold no withdrawal is authorized or carried out',
  one_trusted_device: 'No customer ever has two live trusted devices',
  executed_once: 'An operation is carried out at most once',
  executed_as_signed: 'What is carried out has the amount and the destination that were decided and signed',
  expired_never_approves: 'An answer that comes when the request has expired changes nothing',
  one_answer_wins: 'Of several answers exactly one counts',
  only_the_trusted_device_answers: 'No other session, key or customer answers a request',
  code_accepted_once: 'Each code is accepted once, for what it was sent for',
  guessing_ends: 'Guessing a code ends the operation after a few tries',
  reject_is_final: 'A rejected operation stays rejected',
  bombing_slows_down: 'Requests that somebody keeps denying come more and more slowly',
  thief_moves_nothing: 'Who has the session and the phone number of a protected customer gets no money out',
  only_the_initiator: 'Only the session that started an operation completes or uses it',
  ended_sessions_stay_ended: 'A session that has ended lets nobody in again',
  strangers_see_nothing: 'Another customer’s operations and requests do not exist for a customer',
  reset_waits: 'A request to support resets nothing by itself',
  acknowledged_is_kept: 'What the server acknowledged is there at the end, in a state that follows from it',
  audit_is_sound: 'The audit trail verifies from its first entry to its last',
  no_defects: 'No call is answered with an internal error',
} as const;
export type Invariant = keyof typeof invariants;

export interface Breach {
  readonly invariant: Invariant;
  readonly accountId: string;
  /** Simulated time since the start, ms. */
  readonly at: number;
  readonly detail: string;
  /** The last calls of that customer, oldest first. */
  readonly trace: readonly string[];
}

export interface Tally {
  checked: number;
  broken: number;
}

/** Breaches that are kept with their trace; more of the same teach nothing. */
const MOST_BREACHES = 50;

/** Counts what was done and what was checked, and keeps what broke. */
export class Ledger {
  readonly behaviours = new Map<string, number>();
  readonly tallies: Record<Invariant, Tally> = Object.fromEntries(
    Object.keys(invariants).map((name) => [name, { checked: 0, broken: 0 }]),
  ) as Record<Invariant, Tally>;
  readonly breaches: Breach[] = [];
  calls = 0;

  did(behaviour: string): void {
    this.behaviours.set(behaviour, (this.behaviours.get(behaviour) ?? 0) + 1);
  }

  check(invariant: Invariant, holds: boolean, breach: () => Omit<Breach, 'invariant'>): void {
    const tally = this.tallies[invariant];
    tally.checked += 1;
    if (holds) return;
    tally.broken += 1;
    if (this.breaches.length < MOST_BREACHES) this.breaches.push({ invariant, ...breach() });
  }

  get broken(): number {
    return Object.values(this.tallies).reduce((sum, tally) => sum + tally.broken, 0);
  }

  get checked(): number {
    return Object.values(this.tallies).reduce((sum, tally) => sum + tally.checked, 0);
  }
}
