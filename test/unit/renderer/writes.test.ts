import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ORPCError } from '@orpc/client';
import type { TFunction } from 'i18next';
import { describe, expect, it } from 'vitest';
import { errorMessage } from '../../../src/renderer/ui/errors.ts';

const renderer = join(import.meta.dirname, '../../../src/renderer');
const features = globSync('console/features/**/*.tsx', { cwd: renderer });

/** What a call of the engine does that changes nothing. */
const reading = /^(list|get|row|read|search|timeline|deliveries|test|look|export|verify|history|similar|find)$/;

/** Elements of Mantine that call the engine straight from their own handler. */
function bareWrites(source: string): readonly string[] {
  const bare = source.matchAll(/<(?:Button|ActionIcon|UnstyledButton|Menu\.Item)\b[^<]*?on(?:Click|Change)=\{[^<]*?\bclient\.([\w.]+)\(/g);
  return [...bare].flatMap(([, path = '']) => (reading.test(path.split('.').at(-1) ?? '') ? [] : [path]));
}

/** Calls of the engine that nobody waits for and whose failure nobody is told of. */
function unheard(source: string): readonly string[] {
  const left = source.matchAll(/\bvoid client\.([\w.]+)\((?![^;]*?\btellFailure\b)/g);
  return [...left].map(([, path = '']) => path);
}

describe('controls that change something', () => {
  it('never call the engine from a handler of their own without standing still where there is no connection', () => {
    const found = features.flatMap((file) => bareWrites(readFileSync(join(renderer, file), 'utf8')).map((path) => `${file}: ${path}`));
    expect(features.length).toBeGreaterThan(100);
    expect(found).toEqual([]);
  });

  it('would be found if one did', () => {
    expect(bareWrites('<Button size="xs" onClick={() => void client.cases.watch({ id })}>')).toEqual(['cases.watch']);
    expect(bareWrites('<WriteButton onClick={() => void client.cases.watch({ id })}>')).toEqual([]);
  });

  it('tell of a failure where they have no dialog to say it in', () => {
    expect(features.flatMap((file) => unheard(readFileSync(join(renderer, file), 'utf8')).map((path) => `${file}: ${path}`))).toEqual([]);
    expect(unheard('onClick={() => void client.cases.unlink({ id }).then(show)};')).toEqual(['cases.unlink']);
    expect(unheard('onClick={() => void client.cases.unlink({ id }).then(show, tellFailure)};')).toEqual([]);
  });

  it('say a failure in the words of the console, and never in those of the browser or of what broke', () => {
    const t = ((key: string) => key) as TFunction;
    expect(errorMessage(t, new TypeError('Failed to fetch'))).toBe('ui.error.cut');
    expect(errorMessage(t, new ORPCError('internal', { message: 'no such column: x' }))).toBe('ui.error.internal');
    expect(errorMessage(t, new ORPCError('conflict', { message: 'Somebody else did it.' }))).toBe('Somebody else did it.');
    const raw = features.filter((file) => /error\.message : ''/.test(readFileSync(join(renderer, file), 'utf8')));
    expect(raw).toEqual([]);
  });
});
