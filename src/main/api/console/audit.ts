import type { StaffActor } from '../../engine/actor.ts';
import { auditStreamDenials } from '../../engine/audit/denied.ts';
import { exportAudit } from '../../engine/audit/export.ts';
import { listAudit } from '../../engine/audit/list.ts';
import { verifyAudit } from '../../engine/audit/verify.ts';
import type { ConsoleContext } from './context.ts';
import { staff } from './context.ts';

/** A stream for as long as somebody listens; a refusal is recorded. */
async function* whileHeard<T>(
  { engine, closed, actor }: ConsoleContext & { readonly actor: StaffActor },
  useCase: string,
  stream: AsyncIterable<T>,
  signal: AbortSignal | undefined,
): AsyncGenerator<T, void, undefined> {
  for await (const value of auditStreamDenials(engine, actor, useCase, stream)) {
    if (closed.aborted || signal?.aborted === true) return;
    yield value;
  }
}

export const audit = {
  list: staff.audit.list.handler(({ input, context: { engine, actor } }) => listAudit(engine, actor, input)),
  verify: staff.audit.verify.handler(({ context, signal }) =>
    whileHeard(context, 'audit.verify', verifyAudit(context.engine, context.actor), signal),
  ),
  export: staff.audit.export.handler(({ input, context, signal }) =>
    whileHeard(context, 'audit.export', exportAudit(context.engine, context.actor, input), signal),
  ),
};
