import {
  type ApprovalGap,
  type CallerMethod,
  type CallerStatus,
  evidenceItems,
  type RecoveryRisk,
  type ResetSource,
  recoveryRisks,
} from '../../../shared/vocabulary/index.ts';
import type { EpochMs } from '../ports.ts';
import type { Evidence, TargetContent } from './content.ts';

export interface CallerFact {
  readonly method: CallerMethod;
  readonly status: CallerStatus;
  readonly answeredAt: EpochMs | null;
}

/** Everything that says how risky a reset is, and whether it can be approved. */
export interface ResetFacts {
  readonly now: EpochMs;
  readonly source: ResetSource;
  readonly targets: readonly TargetContent[];
  readonly evidence: Evidence;
  readonly callers: readonly CallerFact[];
  readonly contactChangedAt: EpochMs | null;
  readonly passwordChangedAt: EpochMs | null;
  /** Holds that run, or an open case of suspicious activity. */
  readonly underSuspicion: boolean;
  readonly mandatoryPasskey: boolean;
  /** How long a change of contact data or password counts, ms. */
  readonly riskWindow: number;
  /** How long a verified caller counts, ms. */
  readonly callerMaxAge: number;
}

const strongMethods: readonly CallerMethod[] = ['trusted_device', 'authenticator'];

/** The verifications that speak for the customer now. One denial outweighs them all: the customer said that this is somebody else (RC-03). */
export function standingCallers({
  callers,
  now,
  callerMaxAge,
}: Pick<ResetFacts, 'callers' | 'now' | 'callerMaxAge'>): readonly CallerFact[] {
  if (callers.some(({ status }) => status === 'denied')) return [];
  return callers.filter(({ status, answeredAt }) => status === 'confirmed' && answeredAt !== null && now - answeredAt < callerMaxAge);
}

const documentsStand = (evidence: Evidence): boolean => evidenceItems.every((item) => evidence[item]?.answer === 'yes');

/** How risky a reset is, with the reasons in words, the gravest first (RC-04). Pure. */
export function assessRisk(facts: ResetFacts): { readonly risk: RecoveryRisk; readonly reasons: readonly string[] } {
  const recently = (at: EpochMs | null) => at !== null && facts.now - at < facts.riskWindow;
  const standing = standingCallers(facts);
  const strong = standing.some(({ method }) => strongMethods.includes(method));
  const resets = (target: string) => facts.targets.some((each) => each.target === target);
  const found: readonly (readonly [boolean, RecoveryRisk, string])[] = [
    [facts.callers.some(({ status }) => status === 'denied'), 'high', 'The customer denied being in contact with support'],
    [facts.underSuspicion, 'high', 'A hold is running or suspicious activity is being looked into'],
    [recently(facts.contactChangedAt), 'high', 'The e-mail address or phone number was changed lately'],
    [recently(facts.passwordChangedAt), 'high', 'The password was changed lately'],
    [resets('passkeys') && facts.mandatoryPasskey, 'high', 'The customer takes nothing but passkeys'],
    [standing.length === 0, 'high', 'Nothing but documents speaks for the customer'],
    [resets('trusted_device') && resets('authenticator'), 'high', 'Trusted device and authenticator app go together'],
    [!strong && standing.length > 0, 'medium', 'The caller proved themselves by e-mail or phone only'],
    [facts.source !== 'session', 'medium', 'It was not asked for in a complete session of the customer’s'],
    [resets('trusted_device') || resets('passkeys'), 'medium', 'A strong factor goes'],
  ];
  const holding = found.filter(([holds]) => holds);
  const rank = (risk: RecoveryRisk) => recoveryRisks.indexOf(risk);
  const risk = holding.reduce<RecoveryRisk>((worst, [, each]) => (rank(each) > rank(worst) ? each : worst), 'low');
  return { risk, reasons: holding.map(([, , words]) => words) };
}

/**
 * How many approvals a reset needs. Four eyes are two people who stand for the same content: whoever wrote it for the customer is one of
 * them already, and can never be the other (RC-04). Pure.
 */
export function approvalsNeeded(risk: RecoveryRisk, fourEyesFrom: RecoveryRisk | 'never', hasAuthor: boolean): number {
  const two = fourEyesFrom !== 'never' && recoveryRisks.indexOf(risk) >= recoveryRisks.indexOf(fourEyesFrom);
  return two && !hasAuthor ? 2 : 1;
}

/**
 * What must be mended before anybody can approve (RC-03): the customer proved themselves by a factor they still have, or every item of the
 * document checklist was answered and none refuted. What came by e-mail rests on documents alone. Pure.
 */
export function gapsBefore(facts: ResetFacts): ApprovalGap[] {
  const { evidence, source } = facts;
  const answered = Object.values(evidence).length;
  if (Object.values(evidence).some(({ answer }) => answer === 'no')) return ['evidence_refuted'];
  if (documentsStand(evidence)) return [];
  if (source === 'email' || answered > 0) return ['evidence_incomplete'];
  return standingCallers(facts).length > 0 ? [] : ['caller_or_documents'];
}
