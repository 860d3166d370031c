import type { ClientKind, CredentialResult, FactorKind, ListSubject, OperationKind } from '../../../../shared/vocabulary/index.ts';
import type { EpochMs, Place } from '../../ports.ts';
import type { SignalDefinition, SignalValue } from '../expression/catalogue.ts';
import type { LoginScore } from '../login-model/score.ts';
import type { Profile } from '../profile.ts';
import type { WindowName } from './windows.ts';

/** What the engine knows when an operation arrives; every signal is a pure function of this. */
export interface SignalContext {
  readonly now: EpochMs;
  readonly operation: {
    readonly kind: OperationKind;
    readonly client: ClientKind;
    readonly address: string | null;
    readonly network: string | null;
    readonly place: Place | null;
    readonly userAgent: string | null;
    readonly browser: string | null;
    readonly os: string | null;
    readonly amount: string | null;
    readonly asset: string | null;
    readonly destination: string | null;
    readonly valueCents: number | null;
    readonly credentialResult: CredentialResult | null;
  };
  readonly account: {
    readonly kind: string;
    readonly country: string | null;
    readonly identityStatus: string;
    readonly identityLevel: number;
    readonly openedAt: EpochMs;
    readonly passwordChangedAt: EpochMs | null;
    readonly factorChangedAt: EpochMs | null;
    readonly contactChangedAt: EpochMs | null;
  };
  readonly profile: Profile;
  /** What the log-in model says; null for other operations, and where nothing reads it. */
  readonly login: LoginScore | null;
  readonly device: { readonly firstLoginAt: EpochMs | null; readonly lastLoginAt: EpochMs | null; readonly trusted: boolean } | null;
  readonly enrolled: ReadonlySet<FactorKind>;
  /** Counts and sums over windows, only those that an active rule reads. */
  readonly windows: Readonly<Partial<Record<WindowName, number>>>;
  /** The same for windows that rules declare, by signal name; sums in the reference currency. */
  readonly declared: Readonly<Record<string, number>>;
  /** What lists are asked for. */
  readonly subjects: Readonly<Record<ListSubject, string | null>>;
}

/** One entry of the signal catalogue. */
export interface Signal extends SignalDefinition {
  readonly unit: string | null;
  readonly meaning: string;
  /** Where it comes from, for people. */
  readonly source: string;
  /**
   * Counts towards `risk.minSignals` when present (PO-05): it says something about *this* customer's risk, unlike the mere kind of the
   * operation, which is always there.
   */
  readonly evidence?: true;
  /** The window the signal reads, loaded from the store before signals are computed. */
  readonly window?: WindowName;
  /** The model that the signal comes from; it is asked only where a rule reads one of its signals. */
  readonly model?: 'login';
  /** Null: not known for this operation. */
  value(context: SignalContext): SignalValue | null;
}

export const hour = 3_600_000;
export const day = 86_400_000;

/** Hours between two times, never negative; null where there is no earlier time. */
export const hoursSince = (at: EpochMs | null | undefined, now: EpochMs): number | null =>
  at === null || at === undefined ? null : Math.max(0, now - at) / hour;
