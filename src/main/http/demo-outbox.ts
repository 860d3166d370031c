import type { FastifyInstance } from 'fastify';
import { forbidden } from '../engine/errors.ts';
import { isLocalCall } from './limits.ts';

/** A mail or SMS as the embedded outbox kept it. */
export interface DemoMessage {
  readonly channel: string;
  readonly to: string;
  readonly subject: string | null;
  readonly text: string;
  readonly at: number;
}

/** The newest messages first, of everybody or to one address, from a moment on (epoch ms). */
export type DemoMessages = (to: string | undefined, since: number) => Promise<readonly DemoMessage[]>;

/** On the demo workspace, and to this machine only, shows what would have gone out by mail and SMS (SI-03). */
export function addDemoOutbox(app: FastifyInstance, messages: DemoMessages): void {
  app.get<{ Querystring: { to?: string; since?: string } }>('/demo/messages', async (request) => {
    if (!isLocalCall(request)) throw forbidden('demo messages from another machine');
    const { to, since } = request.query;
    return { items: await messages(typeof to === 'string' ? to : undefined, Number(since) || 0) };
  });
}
