import { PortcullisError } from '../../errors.ts';

/** A prerequisite that is missing, with the step that mends it (TD-02); clients render a guided set-up from the list. */
export interface MissingPrerequisite {
  readonly code: string;
  readonly step: string;
}

/** What turning the trusted device on depends on. */
export interface EnrolmentFacts {
  readonly identityStatus: string;
  readonly faceEnrolledAt: number | null;
}

/** Every missing prerequisite, in the order in which to mend them (TD-02). */
function missingPrerequisites(account: EnrolmentFacts, active: ReadonlySet<string>): MissingPrerequisite[] {
  const missing: MissingPrerequisite[] = [];
  if (account.identityStatus !== 'verified') missing.push({ code: 'identity_not_verified', step: 'verify_identity' });
  if (account.faceEnrolledAt === null) missing.push({ code: 'face_not_enrolled', step: 'enrol_face' });
  if (!active.has('passkey') && !active.has('authenticator')) {
    missing.push({ code: 'no_strong_factor', step: 'enrol_passkey_or_authenticator' });
  }
  return missing;
}

/**
 * Asks whether everything is there that a trusted device rests on.
 * Who may have the device at all (TD-03, TD-04) is asked before, and is no prerequisite: no step mends it.
 * @throws PortcullisError `prerequisites_missing`, with all of them (TD-02)
 */
export function requirePrerequisites(
  account: EnrolmentFacts,
  factors: readonly { readonly kind: string; readonly status: string }[],
): void {
  const active = new Set(factors.filter(({ status }) => status === 'active').map(({ kind }) => kind));
  const missing = missingPrerequisites(account, active);
  if (missing.length > 0) throw new PortcullisError('prerequisites_missing', 'Something has to be set up first.', { missing });
}
