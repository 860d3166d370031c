import { implement } from '@orpc/server';
import { platformContract } from '../../shared/contract/platform/index.ts';
import { getAccount, putAccount } from '../engine/accounts/accounts.ts';
import { recordSecurityChange } from '../engine/accounts/security-change.ts';
import { recordVerification } from '../engine/accounts/verification.ts';
import { addDocument, listDocuments } from '../engine/identity/platform.ts';
import { cancelOperation, executeOperation, labelOperation } from '../engine/operations/finish.ts';
import { readOperation, waitForOutcome } from '../engine/operations/read.ts';
import { submitOperation } from '../engine/operations/submit.ts';
import { answerLink, readLink } from '../engine/recovery/answer-link.ts';
import { createSession, endSession } from '../engine/sessions/sessions.ts';
import { type PlatformContext, until } from './context.ts';
import { idempotencyOf } from './idempotency.ts';

const os = implement(platformContract).$context<PlatformContext>();

/** IN-01: the platform API. Every line hands a parsed call to the engine, which checks the key's scope. */
export const platformRouter = os.router({
  operations: {
    submit: os.operations.submit.handler(async ({ input, context: { engine, actor, request, onDecision } }) => {
      const submitted = await submitOperation(engine, actor, input, idempotencyOf(request));
      onDecision(submitted.decision.outcome, input.kind);
      return submitted;
    }),
    get: os.operations.get.handler(({ input, context: { engine, actor } }) => readOperation(engine, actor, input.id)),
    wait: os.operations.wait.handler(({ input, context, signal }) =>
      waitForOutcome(context.engine, context.actor, input, until(signal, context)),
    ),
    execute: os.operations.execute.handler(({ input, context: { engine, actor, request } }) =>
      executeOperation(engine, actor, input, idempotencyOf(request)),
    ),
    cancel: os.operations.cancel.handler(({ input, context: { engine, actor, request } }) =>
      cancelOperation(engine, actor, input, idempotencyOf(request)),
    ),
    label: os.operations.label.handler(({ input, context: { engine, actor, request } }) =>
      labelOperation(engine, actor, input, idempotencyOf(request)),
    ),
  },
  accounts: {
    put: os.accounts.put.handler(({ input, context: { engine, actor, request } }) =>
      putAccount(engine, actor, input, idempotencyOf(request)),
    ),
    get: os.accounts.get.handler(({ input, context: { engine, actor } }) => getAccount(engine, actor, input)),
    recordVerification: os.accounts.recordVerification.handler(({ input, context: { engine, actor, request } }) =>
      recordVerification(engine, actor, input, idempotencyOf(request)),
    ),
    recordSecurityChange: os.accounts.recordSecurityChange.handler(({ input, context: { engine, actor, request } }) =>
      recordSecurityChange(engine, actor, input, idempotencyOf(request)),
    ),
  },
  documents: {
    add: os.documents.add.handler(({ input, context: { engine, actor, request } }) =>
      addDocument(engine, actor, input, idempotencyOf(request)),
    ),
    list: os.documents.list.handler(({ input, context: { engine, actor } }) => listDocuments(engine, actor, input)),
  },
  links: {
    read: os.links.read.handler(({ input, context: { engine, actor } }) => readLink(engine, actor, input.link)),
    answer: os.links.answer.handler(({ input, context: { engine, actor, request } }) =>
      answerLink(engine, actor, input, idempotencyOf(request)),
    ),
  },
  sessions: {
    create: os.sessions.create.handler(({ input, context: { engine, actor, request } }) =>
      createSession(engine, actor, input, idempotencyOf(request)),
    ),
    end: os.sessions.end.handler(({ input, context: { engine, actor, request } }) =>
      endSession(engine, actor, input, idempotencyOf(request)),
    ),
  },
});
