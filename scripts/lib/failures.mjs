// What failed in a test run, in a few lines each: a build machine may keep no more of a log than its end.
import { stripVTControlCharacters } from 'node:util';

const LINES = 6;
const WIDTH = 200;

/** The first lines of a message that say something. */
function beginningOf(message = '') {
  const lines = stripVTControlCharacters(message)
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line.trim() !== '' && !/^\s+at /.test(line));
  return lines.slice(0, LINES).map((line) => (line.length > WIDTH ? `${line.slice(0, WIDTH)}…` : line));
}

/** A failure as text: where and what, and below it how the message begins. @param {{ file?: string, title: string, message?: string }} failure */
export function describeFailure({ file, title, message }) {
  return [`✗ ${file ? `${file} › ` : ''}${title}`, ...beginningOf(message).map((line) => `    ${line}`)].join('\n');
}

/**
 * The tests of a report of Playwright's JSON reporter that did not pass, and the errors that belong to no test.
 *
 * @returns {{ file?: string, title: string, message?: string }[]}
 */
export function playwrightFailures({ suites, errors }) {
  const found = errors.map(({ message, location }) => ({ file: location?.file, title: 'outside any test', message }));
  const visit = (suite, titles) => {
    for (const spec of suite.specs ?? []) {
      for (const { projectName, status, results } of spec.tests) {
        if (status === 'expected') continue;
        const message = results.flatMap((result) => result.errors).map((error) => error.message)[0];
        const title = [`[${projectName}]`, ...titles, spec.title].join(' › ');
        found.push({ file: spec.file, title, message: message ?? (status === 'skipped' ? 'was not run' : undefined) });
      }
    }
    for (const inner of suite.suites ?? []) visit(inner, inner.line === 0 ? titles : [...titles, inner.title]);
  };
  for (const file of suites) visit(file, []);
  return found;
}
