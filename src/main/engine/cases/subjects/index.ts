import type { CaseSubject } from '../../../../shared/vocabulary/index.ts';
import type { StoredCase } from '../store.ts';
import { deviceResetSubject } from './device-reset.ts';
import { identityRequestSubject } from './identity-request.ts';
import { operationSubject } from './operation.ts';
import type { SubjectHandler } from './subject.ts';
import { suspicionSubject } from './suspicion.ts';
import { taskSubject } from './task.ts';

const subjects: Readonly<Record<CaseSubject, SubjectHandler>> = {
  identity_request: identityRequestSubject,
  device_reset: deviceResetSubject,
  operation: operationSubject,
  suspicion: suspicionSubject,
  task: taskSubject,
};

export const subjectKindOf = (found: Pick<StoredCase, 'subject_kind'>): CaseSubject => found.subject_kind as CaseSubject;

export const subjectOf = (found: Pick<StoredCase, 'subject_kind'>): SubjectHandler => subjects[subjectKindOf(found)];
