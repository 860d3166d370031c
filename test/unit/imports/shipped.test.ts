import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compileMapping } from '../../../src/main/engine/imports/mapping.ts';
import { importMappingSchema } from '../../../src/shared/contract/console/index.ts';

const folder = new URL('../../../resources/mappings/', import.meta.url);
const guide = readFileSync(new URL('../../../docs/guides/import.md', import.meta.url), 'utf8');

describe('the mappings that come with the program', () => {
  it.each(readdirSync(folder))('RT-09 %s fits the contract and is the one the guide shows', (name) => {
    const json: unknown = JSON.parse(readFileSync(new URL(name, folder), 'utf8'));
    expect(() => compileMapping(importMappingSchema.parse(json), Date.UTC(2026, 0, 1))).not.toThrow();
    const shown = [...guide.matchAll(/```json\n([\s\S]*?)```/gu)].map(([, text]): unknown => JSON.parse(text ?? ''));
    expect(guide).toContain(`resources/mappings/${name}`);
    expect(shown).toContainEqual(json);
  });
});
