import { approvals } from './approvals.ts';
import { audit } from './audit.ts';
import { caseBodies } from './case-bodies.ts';
import { cases } from './cases.ts';
import { customers } from './customers.ts';
import { decisions } from './decisions.ts';
import { demo } from './demo.ts';
import { holds } from './holds.ts';
import { imports } from './imports.ts';
import { integration } from './integration.ts';
import { overview } from './overview.ts';
import { rules } from './rules.ts';
import { servers } from './servers.ts';
import { settings } from './settings.ts';
import { shell } from './shell.ts';
import { signIn } from './sign-in.ts';
import { staff } from './staff.ts';
import { templates } from './templates.ts';
import { ui } from './ui.ts';
import { words } from './words.ts';

/** All texts in Simplified Chinese, one file per view. */
export const zhCN = {
  templates,
  ui,
  words,
  shell,
  signIn,
  overview,
  customers,
  approvals,
  cases,
  caseBodies,
  decisions,
  audit,
  integration,
  holds,
  imports,
  rules,
  servers,
  settings,
  staff,
  demo,
} as const;
