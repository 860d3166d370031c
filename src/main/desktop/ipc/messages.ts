import { z } from 'zod';
import type { ConnectRequest } from '../../../shared/desktop-bridge.ts';

/** Schema of everything that may arrive over IPC. There is one channel and one message. */
export const ConnectMessage: z.ZodType<ConnectRequest> = z.strictObject({
  portcullis: z.literal('connect'),
  purpose: z.enum(['engine', 'shell']),
});
