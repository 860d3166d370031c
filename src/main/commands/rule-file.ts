import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { FileProblem } from '../engine/tuning/files/read.ts';
import { type Surroundings, UsageError } from './command.ts';

/** Says what is wrong with a file, as compilers do: file, line, column, and the text with carets. */
export function tellProblems(file: string, problems: readonly FileProblem[], { err }: Pick<Surroundings, 'err'>): void {
  for (const { line, column, message, excerpt, ruleId } of problems) {
    err(`${file}:${line}:${column}: ${ruleId === null ? '' : `${ruleId}: `}${message}`);
    err(excerpt);
  }
}

/** Reads the text of a file of rules. @throws UsageError when there is none */
export async function readRuleText(file: string, { cwd }: Pick<Surroundings, 'cwd'>): Promise<string> {
  return readFile(resolve(cwd, file), 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(error.code === 'ENOENT' ? `There is no file ${file}.` : `${file} cannot be read: ${error.message}`);
  });
}
