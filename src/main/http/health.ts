import type { FastifyInstance } from 'fastify';

/** How ready a server is to take calls. */
export interface Readiness {
  /** Whether the store answers with all migrations in place; throws when it does not answer at all. */
  readonly storeAnswers: () => Promise<boolean>;
  /** True from the moment the server was told to stop. */
  readonly isStopping: () => boolean;
}

/** How long the store may take to answer before it counts as gone. */
const PATIENCE_MS = 2_000;

async function isReady({ storeAnswers, isStopping }: Readiness): Promise<boolean> {
  if (isStopping()) return false;
  const late = new Promise<boolean>((resolve) => setTimeout(resolve, PATIENCE_MS, false).unref());
  return Promise.race([storeAnswers().catch(() => false), late]);
}

/** `/healthz` says that the process lives; `/readyz` whether to send it calls. */
export function addHealth(app: FastifyInstance, readiness: Readiness): void {
  app.get('/healthz', async () => ({ status: 'ok' }));
  app.get('/readyz', async (_request, reply) => {
    const ready = await isReady(readiness);
    return reply.status(ready ? 200 : 503).send({ status: ready ? 'ready' : 'not ready' });
  });
}
