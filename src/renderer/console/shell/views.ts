import {
  type Icon,
  IconDeviceMobileCheck,
  IconFileImport,
  IconFlask,
  IconGavel,
  IconHistory,
  IconInbox,
  IconLayoutDashboard,
  IconPlug,
  IconRuler2,
  IconSettings,
  IconUserShield,
  IconUsers,
} from '@tabler/icons-react';
import type { Permission } from '../../../shared/vocabulary/index.ts';

export type ViewName =
  | 'overview'
  | 'customers'
  | 'cases'
  | 'approvals'
  | 'decisions'
  | 'rules'
  | 'audit'
  | 'integration'
  | 'imports'
  | 'settings'
  | 'staff'
  | 'demo';

export interface View {
  readonly name: ViewName;
  readonly path:
    | '/overview'
    | '/customers'
    | '/cases'
    | '/approvals'
    | '/decisions'
    | '/rules'
    | '/audit'
    | '/integration'
    | '/import'
    | '/settings'
    | '/staff'
    | '/demo';
  readonly icon: Icon;
  readonly needs: Permission;
  /** Follows `g`. */
  readonly key: string;
  readonly group: 'work' | 'manage';
  /** Only in a demo workspace. */
  readonly demoOnly?: boolean;
}

/** Every view there is, in the order of the navigation. */
export const views: readonly View[] = [
  { name: 'overview', path: '/overview', icon: IconLayoutDashboard, needs: 'decisions.read', key: 'o', group: 'work' },
  { name: 'customers', path: '/customers', icon: IconUsers, needs: 'customers.read', key: 'c', group: 'work' },
  { name: 'cases', path: '/cases', icon: IconInbox, needs: 'cases.read', key: 'e', group: 'work' },
  { name: 'approvals', path: '/approvals', icon: IconDeviceMobileCheck, needs: 'approvals.read', key: 'a', group: 'work' },
  { name: 'decisions', path: '/decisions', icon: IconGavel, needs: 'decisions.read', key: 'd', group: 'work' },
  { name: 'rules', path: '/rules', icon: IconRuler2, needs: 'rules.read', key: 'r', group: 'work' },
  { name: 'audit', path: '/audit', icon: IconHistory, needs: 'audit.read', key: 'u', group: 'work' },
  { name: 'integration', path: '/integration', icon: IconPlug, needs: 'integration.read', key: 'i', group: 'manage' },
  { name: 'imports', path: '/import', icon: IconFileImport, needs: 'import.run', key: 'm', group: 'manage' },
  { name: 'settings', path: '/settings', icon: IconSettings, needs: 'settings.read', key: 's', group: 'manage' },
  { name: 'staff', path: '/staff', icon: IconUserShield, needs: 'staff.read', key: 't', group: 'manage' },
  { name: 'demo', path: '/demo', icon: IconFlask, needs: 'decisions.read', key: 'x', group: 'manage', demoOnly: true },
];
