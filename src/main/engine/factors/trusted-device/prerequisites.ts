/** A prerequisite that is missing, with the step that mends it (TD-02); clients render a guided set-up from the list. */
export interface MissingPrerequisite {
  readonly code: string;
  readonly step: string;
}

/** What turning the trusted device on depends on. */
export interface EnrolmentFacts {
  readonly accountKind: string;
  readonly client: string;
  readonly identityStatus: string;
  readonly faceEnrolled: boolean;
  readonly hasPasskey: boolean;
  readonly hasAuthenticator: boolean;
}

/**
 * Every missing prerequisite, in the order in which to mend them (TD-02).
 * Who may add the device at all (TD-03, TD-04) is asked before, and is no prerequisite: no step mends it.
 */
export function missingPrerequisites(facts: EnrolmentFacts): MissingPrerequisite[] {
  const missing: MissingPrerequisite[] = [];
  if (facts.identityStatus !== 'verified') missing.push({ code: 'identity_not_verified', step: 'verify_identity' });
  if (!facts.faceEnrolled) missing.push({ code: 'face_not_enrolled', step: 'enrol_face' });
  if (!facts.hasPasskey && !facts.hasAuthenticator) missing.push({ code: 'no_strong_factor', step: 'enrol_passkey_or_authenticator' });
  return missing;
}
