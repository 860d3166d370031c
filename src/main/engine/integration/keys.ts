import { idPrefix, type PlatformKeyId, type Scope, scopeSchema } from '../../../shared/vocabulary/index.ts';
import { type Actor, actorId, type PlatformActor, requirePermission, type StaffActor, type SystemActor } from '../actor.ts';
import { appendAudit } from '../audit/append.ts';
import { announce } from '../changes.ts';
import type { Engine } from '../engine.ts';
import { conflict, invalidInput, notFound, PortcullisError } from '../errors.ts';
import { alertOthers } from '../staff/alerts.ts';
import { allKeys, FEED_GAP, insertKey, keyByHash, keyById, revokeKeyRow, touchKey } from './store.ts';
import { isToken, newToken, tokenHash, tokenHint } from './token.ts';

/** A platform server's key as staff see it; its token is not in it. */
export interface PlatformKey {
  readonly id: PlatformKeyId;
  readonly name: string;
  readonly hint: string;
  readonly scopes: Scope[];
  readonly createdAt: number;
  readonly lastUsedAt: number | null;
  readonly revokedAt: number | null;
}

interface KeyRow {
  readonly id: string;
  readonly name: string;
  readonly hint: string;
  readonly scopes: string;
  readonly createdAt: number;
  readonly lastUsedAt: number | null;
  readonly revokedAt: number | null;
}

const toKey = (row: KeyRow): PlatformKey => ({
  ...row,
  id: row.id as PlatformKeyId,
  scopes: scopeSchema.array().parse(JSON.parse(row.scopes)),
});

/** Staff with the permission, or somebody at the machine itself, who could read the database anyway. */
function requireManager(actor: Actor): asserts actor is StaffActor | SystemActor {
  if (actor.kind !== 'system') requirePermission(actor, 'integration.manage');
}

/** @throws PortcullisError `forbidden` */
export async function listKeys(engine: Engine, actor: Actor): Promise<{ items: PlatformKey[] }> {
  if (actor.kind !== 'system') requirePermission(actor, 'integration.read');
  const rows = await engine.store.read((tx) => tx.all(allKeys, {}));
  return { items: rows.map(toKey) };
}

/**
 * Makes a server key (IN-01). The token is returned here and nowhere else; only its hash is kept.
 * @throws PortcullisError `forbidden`, `invalid_input`
 */
export async function createKey(
  engine: Engine,
  actor: Actor,
  input: { readonly name: string; readonly scopes: readonly Scope[] },
): Promise<{ key: PlatformKey; token: string }> {
  requireManager(actor);
  const scopes = [...new Set(input.scopes)];
  if (scopes.length === 0) throw invalidInput('scopes', 'name at least one');
  const token = newToken(engine.random);
  const id = engine.ids.next('platformKey');
  const now = engine.clock.now();
  return engine.store.write(async (tx) => {
    const row = { id, name: input.name, hint: tokenHint(token), scopes: JSON.stringify(scopes), createdAt: now };
    await tx.run(insertKey, { ...row, tokenHash: tokenHash(token), createdBy: actorId(actor) });
    await appendAudit(tx, engine, {
      actor,
      action: 'platform_key.created',
      subject: { kind: 'platform_key', id },
      changes: [
        { field: 'name', old: null, new: input.name },
        { field: 'scopes', old: null, new: scopes.join(' ') },
      ],
    });
    if (actor.kind === 'staff') await alertOthers(tx, engine, actor, { what: 'server_key_created', name: input.name, scopes });
    announce(tx, engine, { topic: 'integration', id });
    return { key: toKey({ ...row, lastUsedAt: null, revokedAt: null }), token };
  });
}

/**
 * Ends a key at once, on every server.
 * @throws PortcullisError `forbidden`, `not_found`, `conflict` when it was revoked before
 */
export async function revokeKey(
  engine: Engine,
  actor: Actor,
  input: { readonly id: PlatformKeyId; readonly reason: string },
): Promise<PlatformKey> {
  requireManager(actor);
  const now = engine.clock.now();
  return engine.store.write(async (tx) => {
    const row = await tx.first(keyById, { id: input.id });
    if (row === undefined) throw notFound('key');
    const revoked = await tx.run(revokeKeyRow, { id: input.id, at: now });
    if (revoked !== 1) throw conflict('This key was revoked before.', { revokedAt: row.revokedAt });
    await appendAudit(tx, engine, {
      actor,
      action: 'platform_key.revoked',
      subject: { kind: 'platform_key', id: input.id },
      reason: input.reason,
      changes: [{ field: 'revokedAt', old: null, new: now }],
    });
    announce(tx, engine, { topic: 'integration', id: input.id });
    return toKey({ ...row, revokedAt: now });
  });
}

const TOUCH_EVERY_MS = 60_000;
const REMEMBERED_KEYS = 1_000;

/** Knows which token is whose. Keys are remembered until one is made or revoked, so a revoked key ends with the commit. */
export class PlatformKeys {
  readonly #engine: Engine;
  readonly #known = new Map<string, { readonly key: PlatformKey; touchedAt: number }>();
  readonly #stop: () => void;
  /** Counts forgettings, so that a look-up that began before a revocation is not remembered after it. */
  #generation = 0;

  constructor(engine: Engine) {
    this.#engine = engine;
    this.#stop = engine.store.feed.subscribe((event) => {
      const aboutKeys = event.topic === 'integration' && event.id.startsWith(idPrefix.platformKey);
      if (!aboutKeys && event.topic !== FEED_GAP) return;
      this.#generation += 1;
      this.#known.clear();
    });
  }

  /**
   * @param token what the caller presented after `Bearer`
   * @throws PortcullisError `unauthenticated`, the same for a token that never was and one that was revoked
   */
  async authenticate(token: string, address: string | null): Promise<PlatformActor> {
    const refused = () => new PortcullisError('unauthenticated', 'Give a valid server key: Authorization: Bearer <key>.');
    if (!isToken(token)) throw refused();
    const hashed = tokenHash(token);
    const known = this.#known.get(hashed) ?? (await this.#load(hashed));
    if (known === undefined || known.key.revokedAt !== null) throw refused();
    const now = this.#engine.clock.now();
    if (now - known.touchedAt >= TOUCH_EVERY_MS) {
      known.touchedAt = now;
      this.#touch(known.key.id, now);
    }
    return { kind: 'platform', keyId: known.key.id, scopes: known.key.scopes, address };
  }

  close(): void {
    this.#stop();
    this.#known.clear();
  }

  async #load(hashed: string) {
    const generation = this.#generation;
    const row = await this.#engine.store.read((tx) => tx.first(keyByHash, { tokenHash: hashed }));
    if (row === undefined) return undefined;
    const entry = { key: toKey(row), touchedAt: row.lastUsedAt ?? 0 };
    if (generation === this.#generation && entry.key.revokedAt === null) {
      const oldest = this.#known.size >= REMEMBERED_KEYS ? this.#known.keys().next().value : undefined;
      if (oldest !== undefined) this.#known.delete(oldest);
      this.#known.set(hashed, entry);
    }
    return entry;
  }

  /** Nobody waits for it: it is for people who wonder whether a key is still in use. */
  #touch(id: PlatformKeyId, at: number): void {
    this.#engine.store
      .write((tx) => tx.run(touchKey, { id, at }))
      .catch((error: unknown) => this.#engine.log.warn({ err: error, key: id }, 'could not note when a key was last used'));
  }
}
