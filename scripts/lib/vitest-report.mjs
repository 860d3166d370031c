// Vitest's reporter for `scripts/test.mjs`: the counts and what failed, errors between tests included, which no test's result tells.
import { writeFileSync } from 'node:fs';

function messageOf(errors = []) {
  return errors.map(({ message, stack }) => message || stack).join('\n');
}

/** @returns {{ passed: number, failed: number, skipped: number, failures: { file?: string, title: string, message?: string }[] }} */
function summaryOf(modules, unhandled) {
  const failures = [];
  const count = { passed: 0, failed: 0, skipped: 0, pending: 0 };
  for (const module of modules) {
    const file = module.relativeModuleId;
    for (const test of module.children.allTests()) {
      const { state, errors } = test.result();
      count[state] += 1;
      if (state !== 'passed') failures.push({ file, title: test.fullName, message: messageOf(errors) || `was ${state}` });
    }
    // A file that cannot be loaded and a hook that fails have no test of their own.
    for (const broken of [module, ...module.children.allSuites()]) {
      const errors = broken.errors();
      if (errors.length === 0) continue;
      count.failed += 1;
      failures.push({ file, title: broken.type === 'module' ? 'the file itself' : broken.fullName, message: messageOf(errors) });
    }
  }
  for (const error of unhandled) {
    count.failed += 1;
    failures.push({ title: `${error.type ?? 'an error'} between tests`, message: messageOf([error]) });
  }
  return { passed: count.passed, failed: count.failed, skipped: count.skipped + count.pending, failures };
}

/** Writes the summary as JSON where PORTCULLIS_VITEST_REPORT says. */
export default class ReportWriter {
  onTestRunEnd(modules, unhandled) {
    writeFileSync(process.env.PORTCULLIS_VITEST_REPORT, JSON.stringify(summaryOf(modules, unhandled)));
  }
}
