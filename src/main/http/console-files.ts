import type { FastifyInstance } from 'fastify';
import { addPages } from './pages.ts';

/** Paths that belong to the server itself; the console's routes are everything else without an extension. */
const reserved = /^\/(platform|customer|openapi|docs|console\/ws|metrics|healthz|readyz|demo)(\/|$)/;

/**
 * Serves the built console.
 * @param folder what the build wrote (`out/renderer`)
 */
export const addConsoleFiles = (app: FastifyInstance, folder: string): Promise<void> =>
  addPages(app, { folder, pageFor: (path) => (reserved.test(path) ? null : 'console/index.html') });
