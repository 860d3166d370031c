import type {
  AccountId,
  ClientKind,
  DeviceId,
  OperationId,
  Permission,
  PlatformKeyId,
  Role,
  Scope,
  SessionId,
  StaffId,
  StaffSessionId,
} from '../../shared/vocabulary/index.ts';
import { rolePermissions } from '../../shared/vocabulary/index.ts';
import { forbidden } from './errors.ts';

/** One of the platform's own servers, known by its key. */
export interface PlatformActor {
  readonly kind: 'platform';
  readonly keyId: PlatformKeyId;
  readonly scopes: readonly Scope[];
  readonly address: string | null;
}

/** A customer in a live session of theirs. */
export interface CustomerActor {
  readonly kind: 'customer';
  readonly accountId: AccountId;
  readonly sessionId: SessionId;
  readonly deviceId: DeviceId;
  readonly client: ClientKind;
  readonly address: string | null;
  /** The log-in that this session still has to complete: until then it reaches that operation and nothing else (NIST SP 800-63B, 4.1). */
  readonly limitedTo?: OperationId;
}

/** A signed-in member of staff. */
export interface StaffActor {
  readonly kind: 'staff';
  readonly staffId: StaffId;
  readonly sessionId: StaffSessionId;
  readonly role: Role;
  readonly address: string | null;
}

/** The engine itself: timers, deadline actions, set-up. */
export interface SystemActor {
  readonly kind: 'system';
  readonly name: string;
}

export type Actor = PlatformActor | CustomerActor | StaffActor | SystemActor;

export const systemActor = (name: string): SystemActor => ({ kind: 'system', name });

/** The id under which an actor stands in the audit trail. */
export function actorId(actor: Actor): string {
  switch (actor.kind) {
    case 'platform':
      return actor.keyId;
    case 'customer':
      return actor.accountId;
    case 'staff':
      return actor.staffId;
    case 'system':
      return actor.name;
  }
}

export const actorAddress = (actor: Actor): string | null => (actor.kind === 'system' ? null : actor.address);

/**
 * Asserts that a member of staff may do something (ST-01).
 * @throws PortcullisError `forbidden`
 */
export function requirePermission(actor: Actor, permission: Permission): asserts actor is StaffActor {
  if (actor.kind !== 'staff' || !rolePermissions[actor.role].includes(permission)) throw forbidden(permission);
}

/**
 * Asserts that a platform server's key has a scope (IN-01).
 * @throws PortcullisError `forbidden`
 */
export function requireScope(actor: Actor, scope: Scope): asserts actor is PlatformActor {
  if (actor.kind !== 'platform' || !actor.scopes.includes(scope)) throw forbidden(scope);
}
