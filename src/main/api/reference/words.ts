import type { Words } from '../../../shared/contract/console/reference.ts';

export const text = (words: string): Words => (words === '' ? [] : [{ kind: 'text', text: words }]);
export const code = (words: string): Words => [{ kind: 'code', text: words }];

/** Prose with `code` marks in it, the only mark-up that the contracts' descriptions use. */
export const prose = (words: string | undefined): Words =>
  (words ?? '').split('`').flatMap((piece, index) => (index % 2 === 1 ? code(piece) : text(piece)));

/** The parts one after the other with words between them. */
export const joined = (parts: readonly Words[], between: string): Words =>
  parts.flatMap((part, index) => (index === 0 ? part : [...text(between), ...part]));
