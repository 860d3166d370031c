import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { requestExamples } from '../../../src/main/api/examples.ts';
import { customerDocument, platformDocument } from '../../../src/main/api/openapi.ts';
import { describeApi } from '../../../src/main/api/reference/describe.ts';
import { referencePage } from '../../../src/main/http/reference/page.ts';
import { customerContract } from '../../../src/shared/contract/customer/index.ts';
import { platformContract } from '../../../src/shared/contract/platform/index.ts';
import { contractRoutes, pathOf } from '../../support/contract-routes.ts';

const surfaces = [
  { name: 'platform', contract: platformContract, build: platformDocument },
  { name: 'customer', contract: customerContract, build: customerDocument },
] as const;

/** The parameters that a path carries. */
function pathInput(route: ReturnType<typeof contractRoutes>[number]): Record<string, string> {
  const values = pathOf(route).split('/');
  return Object.fromEntries(
    route.template.split('/').flatMap((part, index) => (part.startsWith('{') ? [[part.slice(1, -1), values[index] ?? '']] : [])),
  );
}

describe.each(surfaces)('the $name API’s document', ({ contract, build }) => {
  const routes = contractRoutes(contract);

  it('IN-01 IN-02 describes every route of the contract with its security, errors and form', async () => {
    const document = await build('1.2.3');
    expect(document.openapi).toMatch(/^3\.1\./);
    const described = Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
      Object.keys(item ?? {}).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(described.toSorted()).toEqual(routes.map(({ method, template }) => `${method} ${template}`).toSorted());
    expect(document.security).toHaveLength(1);
    const text = JSON.stringify(document);
    for (const [, ref = ''] of text.matchAll(/"\$ref":"#\/([^"]+)"/g)) {
      const target = ref.split('/').reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], document);
      expect(target, ref).toBeDefined();
    }
  });

  it('gives an example for every body, and each is one that the contract takes', async () => {
    const document = await build('1.2.3');
    for (const route of routes) {
      const examples = Object.values(requestExamples[route.name] ?? {});
      const described = document.paths?.[route.template as '/']?.[route.method.toLowerCase() as 'post'];
      expect(examples.length > 0, route.name).toBe(described?.requestBody !== undefined);
      for (const { value, summary } of examples) {
        const parsed = (route.input as z.ZodType).safeParse({ ...value, ...pathInput(route) });
        expect(parsed.success ? [] : parsed.error.issues, `${route.name}: ${summary}`).toEqual([]);
      }
    }
  });

  it.skipIf(process.platform === 'win32')('gives each call as a shell reads it, with its example as the body', async () => {
    const { routes: described } = describeApi(await build('1.2.3'), '$KEY');
    const script = `curl() { printf '%s\\0' "$@"; printf '\\n\\0'; }\n${described.map(({ curl }) => curl).join('\n')}`;
    const env = { PATH: process.env.PATH, PORTCULLIS: 'http://127.0.0.1:1', KEY: 'psk_x' };
    const calls = execFileSync('sh', ['-c', script], { env, encoding: 'utf8' }).split('\n\0').slice(0, -1);
    expect(calls).toHaveLength(routes.length);
    for (const [index, { path, examples }] of described.entries()) {
      const told = calls[index]?.split('\0') ?? [];
      const address = told.find((one) => one.startsWith('http://')) ?? '';
      expect(address.replace(/\?.*/, '')).toBe(`http://127.0.0.1:1${path.replace(/\{[^}]+\}/g, '')}`);
      expect(told).toContain('Authorization: Bearer psk_x');
      expect(told.includes('-d') ? told[told.indexOf('-d') + 1] : undefined).toBe(examples[0]?.json);
    }
  });

  it('renders a page whose every link leads somewhere, without a script', async () => {
    const page = referencePage(describeApi(await build('1.2.3'), '$KEY'), '/openapi/x.json');
    const ids = new Set([...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id));
    for (const [, target] of page.matchAll(/href="#([^"]+)"/g)) expect(ids).toContain(target);
    expect(page).not.toMatch(/<script|style=|onclick|\[object Object\]|undefined/);
    for (const { template } of routes) expect(page).toContain(template);
  });
});
