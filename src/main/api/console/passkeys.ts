import { beginOwnPasskey, finishOwnPasskey, listOwnPasskeys, removeOwnPasskey } from '../../engine/staff/passkeys/own.ts';
import { staff } from './context.ts';

export const ownPasskeys = {
  list: staff.ownPasskeys.list.handler(({ context: { engine, actor } }) => listOwnPasskeys(engine, actor)),
  begin: staff.ownPasskeys.begin.handler(({ input, context: { engine, actor, connection } }) =>
    beginOwnPasskey(engine, actor, connection, input),
  ),
  finish: staff.ownPasskeys.finish.handler(({ input, context: { engine, actor, connection } }) =>
    finishOwnPasskey(engine, actor, connection, input),
  ),
  remove: staff.ownPasskeys.remove.handler(({ input, context: { engine, actor } }) => removeOwnPasskey(engine, actor, input)),
};
