import type { StaffMe } from '../../../shared/contract/console/index.ts';
import { type Role, rolePermissions, type StaffId } from '../../../shared/vocabulary/index.ts';
import type { StaffActor } from '../actor.ts';
import type { Engine } from '../engine.ts';
import { PortcullisError } from '../errors.ts';
import type { EpochMs } from '../ports.ts';

/** Where somebody signs in. */
export interface SignInPlace {
  /** Null in the desktop app, where console and engine are one program. */
  readonly address: string | null;
  readonly shell: 'desktop' | 'server';
}

/** The token goes to the console and is nowhere else in clear. */
export interface SignedIn {
  readonly token: string;
  readonly me: StaffMe;
  readonly actor: StaffActor;
}

export interface StaffIdentity {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly role: string;
}

/** Demo accounts live under a name that RFC 2606 keeps out of the world. */
const demoDomain = '@demo.portcullis.invalid';
export const demoEmail = (role: Role): string => `${role.replaceAll('_', '-')}${demoDomain}`;
export const isDemoEmail = (email: string): boolean => email.endsWith(demoDomain);

export const normalizeEmail = (email: string): string => email.trim().normalize('NFC').toLowerCase();

/** What a TOTP secret is sealed for; a secret moved to another person's row does not open there. */
export const totpContext = (staffId: string): string => `staff.totp:${staffId}`;

export const tokenHashOf = (engine: Pick<Engine, 'sealer'>, token: string): string => engine.sealer.lookup(token, 'staff.session');

export function describeMe(engine: Pick<Engine, 'settings'>, staff: StaffIdentity, expiresAt: EpochMs): StaffMe {
  const role = staff.role as Role;
  return {
    id: staff.id as StaffId,
    name: staff.name,
    email: staff.email,
    role,
    permissions: [...rolePermissions[role]],
    idleLockMs: engine.settings.get('staff.idleLock'),
    expiresAt,
  };
}

/** The one answer to a failed sign-in, whatever failed: anything finer would tell a stranger which half was right. */
export const credentialsRefused = (): PortcullisError =>
  new PortcullisError(
    'credentials_refused',
    'E-mail address, password, code or passkey are not right, or sign-in is pausing after too many failures.',
  );

export const unauthenticated = (): PortcullisError => new PortcullisError('unauthenticated', 'Sign in first.');

export const sessionLocked = (): PortcullisError =>
  new PortcullisError('session_locked', 'The session is locked. Unlock it with the password.');
