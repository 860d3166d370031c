import type { WebhookDeliveryId, WebhookEndpointId } from '../../../shared/vocabulary/index.ts';
import { actorId, requirePermission, type StaffActor, type SystemActor } from '../actor.ts';
import { appendAudit } from '../audit/append.ts';
import { announce } from '../changes.ts';
import type { Engine } from '../engine.ts';
import { conflict, invalidInput, notFound } from '../errors.ts';
import { alertOthers } from '../staff/alerts.ts';
import {
  allEndpoints,
  deliveriesBefore,
  deliveryById,
  disableEndpointRow,
  endpointById,
  insertEndpoint,
  replayDeliveryRow,
  rotateSecretRow,
} from './store.ts';

export interface WebhookEndpoint {
  readonly id: WebhookEndpointId;
  readonly url: string;
  readonly topics: string[];
  readonly status: string;
  readonly createdAt: number;
  /** Until when the secret before the last rotation signs too; null when there is none. */
  readonly formerUntil: number | null;
}

export interface WebhookDelivery {
  readonly id: WebhookDeliveryId;
  readonly endpointId: WebhookEndpointId;
  readonly eventId: string;
  readonly topic: string;
  readonly status: string;
  readonly attempts: number;
  readonly lastStatus: number | null;
  readonly lastError: string | null;
  readonly createdAt: number;
  readonly nextAttemptAt: number;
  readonly finishedAt: number | null;
}

interface EndpointRow {
  readonly id: string;
  readonly url: string;
  readonly topics: string;
  readonly status: string;
  readonly createdAt: number;
  readonly formerUntil: number | null;
}

type DeliveryRow = Omit<WebhookDelivery, 'id' | 'endpointId'> & { readonly id: string; readonly endpointId: string };

const toEndpoint = ({ id, url, topics, status, createdAt, formerUntil }: EndpointRow): WebhookEndpoint => ({
  id: id as WebhookEndpointId,
  url,
  topics: JSON.parse(topics) as string[],
  status,
  createdAt,
  formerUntil,
});

const toDelivery = (row: DeliveryRow): WebhookDelivery => ({
  ...row,
  id: row.id as WebhookDeliveryId,
  endpointId: row.endpointId as WebhookEndpointId,
});

/** Context that binds a sealed secret to its endpoint. */
export const webhookSecretContext = (id: string): string => `webhook.secret:${id}`;

const SECRET_BYTES = 32;

/** In the form of the Standard Webhooks convention. */
const newSecret = (engine: Engine): string => `whsec_${Buffer.from(engine.random.bytes(SECRET_BYTES)).toString('base64')}`;

const topicPattern = /^(\*|[a-z_]+\.(\*|[a-z_]+))$/;

/** Whether an endpoint that asked for `topics` wants this one; `*` is everything, `operation.*` everything of a noun. */
export function wantsTopic(topics: readonly string[], topic: string): boolean {
  const noun = topic.slice(0, topic.indexOf('.'));
  return topics.some((wanted) => wanted === '*' || wanted === topic || wanted === `${noun}.*`);
}

/** Staff with the permission, or somebody at the machine itself, as for keys. */
type Manager = StaffActor | SystemActor;

/** @throws PortcullisError `forbidden` */
export async function listEndpoints(engine: Engine, actor: Manager): Promise<{ items: WebhookEndpoint[] }> {
  if (actor.kind !== 'system') requirePermission(actor, 'integration.read');
  const rows = await engine.store.read((tx) => tx.all(allEndpoints, {}));
  return { items: rows.map(toEndpoint) };
}

/**
 * Adds an endpoint that is told of the topics from now on (IN-03). Its secret, in the form of the Standard Webhooks convention, is
 * returned here and nowhere else. Whether the address may be called is checked at each delivery, since names resolve anew each time.
 *
 * @throws PortcullisError `forbidden`, `invalid_input`
 */
export async function createEndpoint(
  engine: Engine,
  actor: Manager,
  input: { readonly url: string; readonly topics: readonly string[] },
): Promise<{ endpoint: WebhookEndpoint; secret: string }> {
  if (actor.kind !== 'system') requirePermission(actor, 'integration.manage');
  const url = new URL(input.url);
  if (url.username !== '' || url.password !== '') throw invalidInput('url', 'must not carry a name or password');
  if (url.hash !== '') throw invalidInput('url', 'must not carry a fragment');
  input.topics.forEach((topic, index) => {
    if (!topicPattern.test(topic)) throw invalidInput(`topics.${index}`, 'use a topic such as operation.authorized, operation.* or *');
  });
  const id = engine.ids.next('webhookEndpoint');
  const secret = newSecret(engine);
  const row = { id, url: url.href, topics: JSON.stringify([...new Set(input.topics)]), createdAt: engine.clock.now() };
  const secretSealed = engine.sealer.seal(secret, webhookSecretContext(id));
  return engine.store.write(async (tx) => {
    await tx.run(insertEndpoint, { ...row, secretSealed, createdBy: actorId(actor) });
    await appendAudit(tx, engine, {
      actor,
      action: 'webhook_endpoint.created',
      subject: { kind: 'webhook_endpoint', id },
      changes: [
        { field: 'url', old: null, new: row.url },
        { field: 'topics', old: null, new: input.topics.join(' ') },
      ],
    });
    if (actor.kind === 'staff') await alertOthers(tx, engine, actor, { what: 'webhook_created', url: row.url });
    announce(tx, engine, { topic: 'integration', id });
    return { endpoint: toEndpoint({ ...row, status: 'active', formerUntil: null }), secret };
  });
}

/**
 * Gives an endpoint a new secret, returned here and nowhere else. Until `webhook.secretOverlap` is over every delivery carries a signature
 * by the former secret as well, so that no message is refused while the receiver changes over (IN-03).
 * @throws PortcullisError `forbidden`, `not_found`, `conflict`
 */
export async function rotateEndpointSecret(
  engine: Engine,
  actor: Manager,
  input: { readonly id: WebhookEndpointId },
): Promise<{ endpoint: WebhookEndpoint; secret: string }> {
  if (actor.kind !== 'system') requirePermission(actor, 'integration.manage');
  const secret = newSecret(engine);
  const secretSealed = engine.sealer.seal(secret, webhookSecretContext(input.id));
  const formerUntil = engine.clock.now() + engine.settings.get('webhook.secretOverlap');
  return engine.store.write(async (tx) => {
    const row = await tx.first(endpointById, { id: input.id });
    if (row === undefined) throw notFound('webhook endpoint');
    if (row.status !== 'active') throw conflict('This endpoint is disabled.', { status: row.status });
    const rotated = await tx.run(rotateSecretRow, { id: input.id, seen: row.secretSealed, secretSealed, formerUntil });
    if (rotated !== 1) throw conflict('Somebody else rotated this secret at the same moment.', { status: row.status });
    await appendAudit(tx, engine, {
      actor,
      action: 'webhook_endpoint.secret_rotated',
      subject: { kind: 'webhook_endpoint', id: input.id },
      changes: [{ field: 'formerUntil', old: row.formerUntil, new: formerUntil }],
    });
    announce(tx, engine, { topic: 'integration', id: input.id });
    return { endpoint: toEndpoint({ ...row, formerUntil }), secret };
  });
}

/**
 * Stops an endpoint. What was queued for it stays readable and is not sent.
 * @throws PortcullisError `forbidden`, `not_found`, `conflict`
 */
export async function disableEndpoint(engine: Engine, actor: Manager, input: { readonly id: WebhookEndpointId }): Promise<WebhookEndpoint> {
  if (actor.kind !== 'system') requirePermission(actor, 'integration.manage');
  return engine.store.write(async (tx) => {
    const row = await tx.first(endpointById, { id: input.id });
    if (row === undefined) throw notFound('webhook endpoint');
    const disabled = await tx.run(disableEndpointRow, { id: input.id });
    if (disabled !== 1) throw conflict('This endpoint is disabled already.', { status: row.status });
    await appendAudit(tx, engine, {
      actor,
      action: 'webhook_endpoint.disabled',
      subject: { kind: 'webhook_endpoint', id: input.id },
      changes: [{ field: 'status', old: 'active', new: 'disabled' }],
    });
    announce(tx, engine, { topic: 'integration', id: input.id });
    return toEndpoint({ ...row, status: 'disabled' });
  });
}

const toCursor = (row: DeliveryRow): string => `${row.createdAt}.${row.id}`;

function fromCursor(cursor: string | undefined): [number, string] | null {
  if (cursor === undefined) return null;
  const match = /^([0-9]{1,15})\.(whd_[0-9a-z]{26})$/.exec(cursor);
  if (match === null) throw invalidInput('cursor', 'is not one that an earlier page gave');
  return [Number(match[1]), String(match[2])];
}

/** @throws PortcullisError `forbidden`, `invalid_input` */
export async function listDeliveries(
  engine: Engine,
  actor: StaffActor,
  input: { readonly endpointId?: WebhookEndpointId | undefined; readonly cursor?: string | undefined; readonly limit: number },
): Promise<{ items: WebhookDelivery[]; nextCursor: string | null }> {
  requirePermission(actor, 'integration.read');
  const before = fromCursor(input.cursor);
  const rows = await engine.store.read((tx) => deliveriesBefore(tx, { endpointId: input.endpointId, before, limit: input.limit + 1 }));
  const shown = rows.slice(0, input.limit);
  const last = shown.at(-1);
  return { items: shown.map(toDelivery), nextCursor: rows.length > input.limit && last !== undefined ? toCursor(last) : null };
}

/**
 * Sends a finished delivery again, under the same event id, so that a receiver that has it can tell.
 * @throws PortcullisError `forbidden`, `not_found`, `conflict` while it is still on its way
 */
export async function replayDelivery(
  engine: Engine,
  actor: StaffActor,
  input: { readonly id: WebhookDeliveryId },
): Promise<WebhookDelivery> {
  requirePermission(actor, 'integration.manage');
  const now = engine.clock.now();
  return engine.store.write(async (tx) => {
    const row = await tx.first(deliveryById, { id: input.id });
    if (row === undefined) throw notFound('webhook delivery');
    const replayed = await tx.run(replayDeliveryRow, { id: input.id, at: now });
    if (replayed !== 1) throw conflict('This delivery is still on its way.', { status: row.status });
    await appendAudit(tx, engine, {
      actor,
      action: 'webhook_delivery.replayed',
      subject: { kind: 'webhook_delivery', id: input.id },
      changes: [{ field: 'status', old: row.status, new: 'pending' }],
    });
    announce(tx, engine, { topic: 'integration', id: input.id });
    return toDelivery({ ...row, status: 'pending', attempts: 0, nextAttemptAt: now, finishedAt: null });
  });
}
