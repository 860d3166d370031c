import { z } from 'zod';
import type { ConnectRequest, PageMessage } from '../../../shared/desktop-bridge.ts';

/** Schema of everything that may arrive over IPC. There is one channel and one message. */
export const ConnectMessage: z.ZodType<ConnectRequest> = z.strictObject({
  portcullis: z.literal('connect'),
  purpose: z.enum(['engine', 'shell']),
});

const path = z.string().max(2_048);
const address = z.string().max(300);
const id = z.int().nonnegative();

/** Schema of everything that the console may say over its shell port. */
export const ShellRequest: z.ZodType<PageMessage> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('showing'), path, busy: z.boolean() }),
  z.strictObject({ kind: z.literal('open-window'), path }),
  z.strictObject({ kind: z.literal('record-menu'), path }),
  z.strictObject({ kind: z.literal('session'), token: z.string().max(200).nullable() }),
  z.strictObject({ kind: z.literal('active') }),
  z.strictObject({ kind: z.literal('check-server'), id, address }),
  z.strictObject({ kind: z.literal('use-server'), id, address }),
  z.strictObject({ kind: z.literal('forget-server'), address }),
  z.strictObject({ kind: z.literal('leave-server') }),
]);
