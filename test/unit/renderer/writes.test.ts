import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const renderer = join(import.meta.dirname, '../../../src/renderer');
const features = globSync('console/features/**/*.tsx', { cwd: renderer });

/** What a call of the engine does that changes nothing. */
const reading = /^(list|get|row|read|search|timeline|deliveries|test|look|export|verify|history|similar|find)$/;

/** Elements of Mantine that call the engine straight from their own handler. */
function bareWrites(source: string): readonly string[] {
  const bare = source.matchAll(/<(?:Button|ActionIcon|UnstyledButton|Menu\.Item)\b[^<]*?on(?:Click|Change)=\{[^<]*?\bclient\.([\w.]+)\(/g);
  return [...bare].flatMap(([, path = '']) => (reading.test(path.split('.').at(-1) ?? '') ? [] : [path]));
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
});
