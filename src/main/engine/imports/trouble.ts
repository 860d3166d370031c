import { getSystemErrorMap } from 'node:util';

/**
 * What staff are told of a file that could not be read to its end, or null when the file is not to blame. System and zlib errors carry a code in
 * capitals such as ENOENT or Z_DATA_ERROR; what a system error says besides names a path of the server.
 */
export function fileTrouble(error: unknown): string | null {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (!(error instanceof Error) || typeof code !== 'string') return null;
  if (/^Z_[A-Z_]+$/u.test(code)) return error.message;
  if (!/^E[A-Z0-9]+$/u.test(code)) return null;
  const errno = 'errno' in error && typeof error.errno === 'number' ? error.errno : 0;
  return `${code}: ${getSystemErrorMap().get(errno)?.[1] ?? 'the file cannot be read'}`;
}
