import { z } from 'zod';

/** Staff roles (ST-01). */
export const roles = ['agent', 'senior_agent', 'risk_analyst', 'risk_lead', 'administrator', 'auditor'] as const;
export const roleSchema = z.enum(roles);
export type Role = (typeof roles)[number];

/** What a role can be allowed to do; the engine asks for exactly one of these per use-case. */
export const permissions = [
  'customers.read',
  'customers.reveal',
  'customers.end_sessions',
  'customers.freeze',
  'customers.note',
  'identity.decide',
  'approvals.read',
  'approvals.cancel',
  'recovery.read',
  'recovery.start',
  'recovery.approve',
  'holds.lift',
  'cases.read',
  'cases.work',
  'cases.escalated',
  'cases.bulk',
  'cases.templates',
  'cases.close',
  'reviews.decide',
  'decisions.read',
  'audit.read',
  'audit.verify',
  'audit.export',
  'rules.read',
  'rules.draft',
  'rules.approve',
  'rules.publish',
  'rules.snooze',
  'settings.read',
  'settings.write',
  'staff.read',
  'staff.manage',
  'integration.read',
  'integration.manage',
  'import.run',
  'demo.run',
] as const;
export type Permission = (typeof permissions)[number];

const readers: readonly Permission[] = ['customers.read', 'approvals.read', 'decisions.read', 'recovery.read', 'cases.read'];

/** The permission table (ST-01): the one place that says who may do what. */
export const rolePermissions: Readonly<Record<Role, readonly Permission[]>> = {
  agent: [...readers, 'cases.work', 'approvals.cancel', 'customers.reveal', 'customers.note', 'identity.decide', 'recovery.start'],
  senior_agent: [
    ...readers,
    'approvals.cancel',
    'customers.reveal',
    'customers.end_sessions',
    'customers.freeze',
    'customers.note',
    'identity.decide',
    'recovery.start',
    'recovery.approve',
    'holds.lift',
    'cases.work',
    'cases.escalated',
    'cases.bulk',
    'cases.templates',
    'cases.close',
  ],
  risk_analyst: [
    ...readers,
    'cases.work',
    'rules.read',
    'rules.draft',
    'rules.snooze',
    'reviews.decide',
    'customers.reveal',
    'customers.freeze',
    'customers.note',
    'cases.close',
    'import.run',
  ],
  risk_lead: [
    ...readers,
    'rules.read',
    'rules.draft',
    'rules.approve',
    'rules.publish',
    'rules.snooze',
    'reviews.decide',
    'customers.reveal',
    'customers.end_sessions',
    'customers.freeze',
    'customers.note',
    'identity.decide',
    'recovery.approve',
    'holds.lift',
    'cases.work',
    'cases.escalated',
    'cases.bulk',
    'cases.templates',
    'cases.close',
    'settings.read',
    'audit.read',
    'import.run',
  ],
  administrator: [
    ...readers,
    'rules.read',
    'settings.read',
    'settings.write',
    'staff.read',
    'staff.manage',
    'integration.read',
    'integration.manage',
    'import.run',
    'audit.read',
    'audit.verify',
    'demo.run',
  ],
  auditor: [...readers, 'rules.read', 'settings.read', 'staff.read', 'integration.read', 'audit.read', 'audit.verify', 'audit.export'],
};

/** What a platform server key may do (IN-01). */
export const scopes = ['operations:write', 'operations:read', 'accounts:write', 'accounts:read', 'sessions:write', 'labels:write'] as const;
export const scopeSchema = z.enum(scopes);
export type Scope = (typeof scopes)[number];
