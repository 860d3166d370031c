import type { FastifyInstance } from 'fastify';
import type { Engine } from '../engine/engine.ts';
import { notFound } from '../engine/errors.ts';
import { relatedOrigins } from '../engine/factors/passkey/relying-party.ts';

/**
 * Publishes which origins under other domains may use the passkeys of this one (WebAuthn Level 3, section 5.11). Browsers fetch it from the
 * domain of `passkey.rpId`, which forwards the path to this server.
 */
export function addWellKnown(app: FastifyInstance, engine: Pick<Engine, 'settings'>): void {
  app.get('/.well-known/webauthn', async () => {
    const published = relatedOrigins(engine);
    if (published.origins.length === 0) throw notFound('list of related origins');
    return published;
  });
}
