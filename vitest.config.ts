import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** The one file that takes minutes goes first: begun last, it would run on alone. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isLongest = ({ moduleId }: TestSpecification) => moduleId.endsWith('/simulation/population.test.ts');
    const sorted = await super.sort(files);
    return [...sorted.filter(isLongest), ...sorted.filter((file) => !isLongest(file))];
  }
}

const setupFiles = ['test/support/property-seed.ts'];
/** A second, as it would be else, is soon over where two workers and a database share two cores. */
const patience = { poll: { timeout: 30_000 } };

/**
 * Some files of tests, with what all of them have. Files share a process, as customers share a server: loading the engine anew for each
 * took half of all processor time.
 */
function project(name: string, options: TestProjectInlineConfiguration['test']): TestProjectInlineConfiguration {
  return { test: { name, setupFiles, expect: patience, isolate: false, ...options } };
}

/**
 * What has a process of its own all the same: the model of faces holds much memory, and threads that load it, or that are ended by force in
 * the midst of their work, are no neighbours for others.
 */
const alone = {
  integration: ['test/integration/face/**/*.test.ts', 'test/integration/tuning/backtest.test.ts'],
  attack: ['test/attack/identity.test.ts'],
};
const databases = { globalSetup: ['test/support/postgres.ts'], testTimeout: 120_000, hookTimeout: 120_000 };

/** End-to-end tests are Playwright's; see playwright.config.ts. */
export default defineConfig({
  test: {
    // Much of the time goes into waiting for disks and databases: leaving a core free for the watcher would waste it on small machines.
    maxWorkers: '100%',
    sequence: { sequencer: LongestFirst },
    projects: [
      // Generous, because a time limit is for what hangs: a property test on a busy machine is only slow.
      project('unit', { include: ['test/unit/**/*.test.ts'], testTimeout: 60_000 }),
      project('integration', { include: ['test/integration/**/*.test.ts'], exclude: alone.integration, ...databases }),
      project('integration-alone', { include: alone.integration, isolate: true, ...databases }),
      project('attack', { include: ['test/attack/**/*.test.ts'], exclude: alone.attack, ...databases }),
      project('attack-alone', { include: alone.attack, isolate: true, ...databases }),
    ],
  },
});
