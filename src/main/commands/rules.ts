import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { listsSchema, type RiskLists } from '../../shared/contract/policy.ts';
import { systemActor } from '../engine/actor.ts';
import { readLive } from '../engine/tuning/contents.ts';
import { exportRules, type FilePart, importRules } from '../engine/tuning/files/exchange.ts';
import { checkRuleFile, type FileProblem, openRuleFile } from '../engine/tuning/files/read.ts';
import { writeRuleFile } from '../engine/tuning/files/write.ts';
import {
  type Command,
  parse,
  type Surroundings,
  type TargetValues,
  targetOptions,
  targetUsage,
  UsageError,
  withEngine,
} from './command.ts';
import { readRuleText, tellProblems } from './rule-file.ts';

const parts: readonly FilePart[] = ['lists', 'thresholds', 'matrix'];

/** The lists of a workspace, where one is named; a check needs none. */
async function listsOf(values: TargetValues, around: Surroundings): Promise<RiskLists> {
  const named = values.workspace !== undefined || values['database-url'] !== undefined || values.demo === true;
  if (!named) return { lists: [] };
  return withEngine(values, around, (engine) => engine.store.read(async (tx) => listsSchema.parse((await readLive(tx, 'lists')).parsed)));
}

async function check(args: readonly string[], around: Surroundings): Promise<number> {
  const { values, positionals: files } = parse(
    args,
    { ...targetOptions, json: { type: 'boolean', default: false } },
    Number.POSITIVE_INFINITY,
  );
  if (files.length === 0) throw new UsageError('Name the files to check.');
  const lists = await listsOf(values, around);
  let faults = 0;
  const told: { readonly file: string; readonly rules: number; readonly tests: number; readonly problems: readonly FileProblem[] }[] = [];
  for (const file of files) {
    const result = openRuleFile(await readRuleText(file, around));
    const problems = 'opened' in result ? checkRuleFile(result.opened, lists) : result.problems;
    const rules = 'opened' in result ? result.opened.content.rules : [];
    const tests = rules.reduce((sum, rule) => sum + (rule.tests?.length ?? 0), 0);
    faults += problems.length;
    told.push({ file, rules: rules.length, tests, problems });
    if (values.json) continue;
    tellProblems(file, problems, around);
    if (problems.length === 0) around.err(`${file}: ${rules.length} rules and ${tests} tests are sound`);
  }
  if (values.json) around.out(JSON.stringify({ sound: faults === 0, files: told }));
  else if (faults > 0) around.err(`${faults} ${faults === 1 ? 'fault' : 'faults'}`);
  return faults === 0 ? 0 : 1;
}

function partsOf(text: string | undefined): FilePart[] {
  return (text ?? '').split(',').flatMap((name) => {
    if (name === '') return [];
    const found = parts.find((each) => each === name);
    if (found === undefined) throw new UsageError(`--with takes ${parts.join(', ')}, not ${name}.`);
    return [found];
  });
}

async function exportFile(args: readonly string[], around: Surroundings): Promise<number> {
  const { values, positionals } = parse(
    args,
    { ...targetOptions, version: { type: 'string' }, draft: { type: 'string' }, with: { type: 'string' } },
    1,
  );
  const [file] = positionals;
  if (file === undefined) throw new UsageError('Name the file to write, or - for standard output.');
  if (values.version !== undefined && values.draft !== undefined) throw new UsageError('Give --version or --draft, not both.');
  const version = values.version === undefined ? undefined : Number(values.version);
  if (version !== undefined && !(Number.isSafeInteger(version) && version > 0))
    throw new UsageError('--version must be a number such as 3.');
  const wanted = { version, draftId: values.draft, parts: partsOf(values.with) };
  const text = writeRuleFile(await withEngine(values, around, (engine) => exportRules(engine, wanted)));
  if (file === '-') around.out(text.trimEnd());
  else {
    await writeFile(resolve(around.cwd, file), text, { mode: 0o600 });
    around.err(`Written: ${file}`);
  }
  return 0;
}

async function importFile(args: readonly string[], around: Surroundings): Promise<number> {
  const { values, positionals } = parse(args, { ...targetOptions, as: { type: 'string' }, name: { type: 'string' } }, 1);
  const [file] = positionals;
  if (file === undefined) throw new UsageError('Name the file to import.');
  const author = values.as;
  if (author === undefined) throw new UsageError('Say who stands for these rules and will not approve them: --as MAIL-ADDRESS.');
  const result = openRuleFile(await readRuleText(file, around));
  if ('problems' in result) {
    tellProblems(file, result.problems, around);
    return 1;
  }
  const { opened } = result;
  const name = values.name ?? opened.content.name ?? 'Imported rules';
  if (name.length > 120) throw new UsageError('--name takes 120 characters at most.');
  return withEngine(values, around, async (engine) => {
    const lists = await engine.store.read(async (tx) => listsSchema.parse((await readLive(tx, 'lists')).parsed));
    const problems = checkRuleFile(opened, lists);
    if (problems.length > 0) {
      tellProblems(file, problems, around);
      return 1;
    }
    const done = await importRules(engine, systemActor('command-line'), { file: opened.content, author, name });
    around.out(JSON.stringify({ parts: done }));
    return 0;
  });
}

async function schema(args: readonly string[], around: Surroundings): Promise<number> {
  parse(args, {});
  const { ruleFileJsonSchema } = await import('../../shared/contract/rule-file.ts');
  around.out(JSON.stringify(ruleFileJsonSchema(), null, 2));
  return 0;
}

const actions: Readonly<Record<string, typeof check>> = { check, export: exportFile, import: importFile, schema };

export const rules: Command = {
  usage: `portcullis rules check FILE… [--json] [target]
portcullis rules export FILE|- [--version N | --draft ID] [--with LIST] [target]
portcullis rules import FILE --as MAIL-ADDRESS [--name TEXT] [target]
portcullis rules schema

  check                 compiles every rule and runs the tests in the file; a target is only needed for its lists
  export                writes the live rules, a version's or a draft's; --with adds ${parts.join(', ')}, comma-separated
  import                makes drafts of what the file holds, by the person named, who cannot approve them. It never publishes.
  schema                prints the JSON Schema of these files
${targetUsage}

Exit codes: 0 sound, 1 a fault in a file (told as FILE:LINE:COLUMN with carets) or a refusal, 64 the command line makes no sense.`,

  async run([action = '', ...args], around) {
    const run = Object.hasOwn(actions, action) ? actions[action] : undefined;
    if (run === undefined) throw new UsageError('Say what to do with rules: check, export, import or schema.');
    return run(args, around);
  },
};
