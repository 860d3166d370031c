import type { AnyContractRouter } from '@orpc/contract';
import { traverseContractProcedures } from '@orpc/server';
import type { z } from 'zod';
import { requestExamples } from '../../src/main/api/examples.ts';

/** One route of a contract, with its schema. */
export interface TestRoute {
  /** `operations.get` */
  readonly name: string;
  readonly method: string;
  /** `/platform/v1/operations/{id}` */
  readonly template: string;
  readonly input: z.ZodType | undefined;
}

export function contractRoutes(contract: AnyContractRouter): TestRoute[] {
  const routes: TestRoute[] = [];
  traverseContractProcedures({ router: contract, path: [] }, ({ contract: procedure, path }) => {
    const { route, inputSchema } = procedure['~orpc'];
    const input = inputSchema as z.ZodType | undefined;
    routes.push({ name: path.join('.'), method: route.method ?? 'POST', template: route.path ?? '', input });
  });
  return routes;
}

const nowhere = '0'.repeat(26);

/** Ids of the right form that name nothing. */
const absent: Readonly<Record<string, string>> = {
  operations: `op_${nowhere}`,
  accounts: 'acc-that-is-not-there',
  sessions: `ses_${nowhere}`,
  'verification-requests': `vr_${nowhere}`,
  passkeys: `fac_${nowhere}`,
  'passkey-transfers': 'A'.repeat(22),
  changes: `chg_${nowhere}`,
  'device-resets': `rst_${nowhere}`,
  'caller-verifications': `cv_${nowhere}`,
};

/** A route's path with its parameters filled in. @param ids by the collection they stand in, such as `operations` */
export function pathOf({ template }: TestRoute, ids: Readonly<Record<string, string>> = {}): string {
  const parts = template.split('/');
  return parts
    .map((part, index) => {
      if (!part.startsWith('{')) return part;
      if (part === '{position}') return '0';
      const collection = parts[index - 1] ?? '';
      return ids[collection] ?? absent[collection] ?? part;
    })
    .join('/');
}

/** Whether a route takes anything but what its path says. */
export const takesBody = ({ name }: TestRoute): boolean => requestExamples[name] !== undefined;

/** A body that the route's schema takes, or undefined where it has none. */
export function validBody({ name, method }: TestRoute): Record<string, unknown> | undefined {
  if (method === 'GET' || method === 'DELETE') return undefined;
  const [example] = Object.values(requestExamples[name] ?? {});
  return { ...example?.value };
}
