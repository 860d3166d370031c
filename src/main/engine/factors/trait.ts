/** What the rules of decisions and log-ins need to know of a method. */
export interface FactorTraits {
  /** Whether it is asked, with every other such method, while the trusted device is suspended (TD-21). */
  readonly standsIn: boolean;
  /** Whether it may stand beside a mandatory passkey: nothing that somebody could be talked out of, or that can be copied (MP-02). */
  readonly besidePasskey: boolean;
  /** Whether it is completed in front of the client that began, so that both must be on one network for a log-in (ND-05). */
  readonly inFront: boolean;
}
