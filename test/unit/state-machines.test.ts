import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { finalStates, type Moves, statesBefore } from '../../src/main/engine/machine.ts';

const repository = join(import.meta.dirname, '..', '..');
const files = globSync('src/main/engine/**/machine.ts', { cwd: repository }).filter((file) => !file.endsWith('engine/machine.ts'));

type Machine = Moves<string, string>;

const machines = (
  await Promise.all(
    files.map(async (file) => {
      const module: Record<string, unknown> = await import(join(repository, file));
      return Object.entries(module).filter(([name]) => name.endsWith('Moves')) as [string, Machine][];
    }),
  )
).flat();

describe('state machines', () => {
  it('are drawn in docs/state-machines.md as the tables have them', () => {
    const { status, stderr } = spawnSync(process.execPath, [join(repository, 'scripts', 'diagrams.mjs'), '--check'], { encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(machines.length).toBeGreaterThanOrEqual(15);
  });

  it.each(machines)(
    '%s: every move leads to a state of its own table, and every event is asked of the states that it leaves',
    (_, moves) => {
      const states = Object.keys(moves);
      for (const state of states) {
        for (const [event, to] of Object.entries(moves[state] ?? {})) {
          expect(states).toContain(to);
          expect(statesBefore(moves, event)).toContain(state);
        }
      }
      expect(states.filter((state) => Object.keys(moves[state] ?? {}).length === 0)).toEqual([...finalStates(moves)]);
    },
  );
});
