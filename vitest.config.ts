import { defineConfig } from 'vitest/config';
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

/** End-to-end tests are Playwright's; see playwright.config.ts. */
export default defineConfig({
  test: {
    // Much of the time goes into waiting for disks and databases: leaving a core free for the watcher would waste it on small machines.
    maxWorkers: '100%',
    sequence: { sequencer: LongestFirst },
    projects: [
      // Generous, because a time limit is for what hangs: a property test on a busy machine is only slow.
      { test: { name: 'unit', include: ['test/unit/**/*.test.ts'], setupFiles, expect: patience, testTimeout: 60_000 } },
      {
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          globalSetup: ['test/support/postgres.ts'],
          setupFiles,
          expect: patience,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'attack',
          include: ['test/attack/**/*.test.ts'],
          globalSetup: ['test/support/postgres.ts'],
          setupFiles,
          expect: patience,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
