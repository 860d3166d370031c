import { traverseContractProcedures } from '@orpc/server';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { consoleContract } from '../../../src/shared/contract/console/index.ts';

/** Pages on which staff work with customers and their factors. */
const CUSTOMERS = ['customers', 'approvals', 'recovery', 'cases', 'holds', 'identityRequests', 'decisions'];

/** Names under which a factor, or what it is proved by, would go over the wire. */
const FACTOR = /secret|password|otp|seed|private|publicKey|jwk|credentialId|attestation|template|embedding|signature|recoveryCode|^pin$/iu;
/** What staff are shown may have codes of its own, such as a conflict’s; what they send has no use for one. */
const PROOF = /^code$|^codes$/iu;

/** Every name in a JSON Schema, wherever it stands. */
function namesIn(schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  if (Array.isArray(schema)) return schema.flatMap(namesIn);
  const { properties, ...rest } = schema as { readonly properties?: Readonly<Record<string, unknown>> };
  return [...Object.keys(properties ?? {}), ...namesIn(Object.values(properties ?? {})), ...namesIn(Object.values(rest))];
}

describe('what staff can do about a customer', () => {
  it('RC-02 neither takes nor gives a factor in any procedure of the console', () => {
    const found: string[] = [];
    let looked = 0;
    traverseContractProcedures({ router: consoleContract, path: [] }, ({ contract, path }) => {
      if (!CUSTOMERS.includes(path[0] ?? '')) return;
      looked += 1;
      const { inputSchema, outputSchema } = contract['~orpc'];
      for (const [side, schema] of [
        ['takes', inputSchema],
        ['gives', outputSchema],
      ] as const) {
        if (schema === undefined) continue;
        const json = z.toJSONSchema(schema as z.ZodType, { io: 'input', unrepresentable: 'any' });
        const forbidden = (name: string) => FACTOR.test(name) || (side === 'takes' && PROOF.test(name));
        for (const name of namesIn(json)) if (forbidden(name)) found.push(`${path.join('.')} ${side} ${name}`);
      }
    });
    expect(looked).toBeGreaterThan(40);
    expect(found).toEqual([]);
  });
});
