import { ORPCError } from '@orpc/client';
import type { TFunction } from 'i18next';
import type { ErrorData } from '../../shared/contract/common.ts';
import { type ErrorCode, errorStatus } from '../../shared/vocabulary/index.ts';

/** The engine's code for an expected refusal, or null when the call did not come through to an answer. */
export function errorCode(error: unknown): ErrorCode | null {
  if (!(error instanceof ORPCError)) return null;
  return typeof error.code === 'string' && error.code in errorStatus ? (error.code as ErrorCode) : 'internal';
}

export function errorData(error: unknown): ErrorData {
  if (!(error instanceof ORPCError)) return {};
  const data: unknown = error.data;
  return typeof data === 'object' && data !== null ? (data as ErrorData) : {};
}

/** The engine's own words for the field at `path`, when it refused an input because of it. */
export function fieldMessage(error: unknown, path: string): string | null {
  return errorData(error).issues?.find((issue) => issue.path === path)?.message ?? null;
}

/** An error in words. The engine's refusals carry their own; the rest is about the connection. */
export function errorMessage(t: TFunction, error: unknown): string {
  const code = errorCode(error);
  if (code === 'internal') return t('ui.error.internal');
  if (code !== null) return error instanceof Error ? error.message : code;
  return error instanceof Error && error.name === 'NotConnectedError' ? t('ui.error.notSent') : t('ui.error.cut');
}
