import type { TFunction } from 'i18next';
import type { AuditEntry } from '../../../../shared/contract/console/index.ts';
import { locale } from '../../../i18n/i18n.ts';
import { absoluteTime } from '../../../ui/format.ts';

/** The engine names actions as `operation.step_passed`; people read “Operation: step passed”. */
export function actionWords(action: string): string {
  const [area = '', ...rest] = action.split('.');
  const words = [plain(area), rest.map(plain).join(' ')].filter((part) => part !== '').join(': ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** What an action is about: the part before its first dot. */
export function actionArea(action: string): string {
  return action.split('.')[0] ?? action;
}

const plain = (text: string) =>
  text.replaceAll('_', ' ').replace(/([a-z])([A-Z])/g, (_, before: string, after: string) => `${before} ${after.toLowerCase()}`);

/** A field's name in words: `deviceId` becomes “device id”. */
export const fieldWords = plain;

const FIRST_TIME = Date.UTC(2000, 0);

/** Any recorded value on one line; the number of a field named like a moment (`expiresAt`) as that moment. */
export function valueWords(value: unknown, field = ''): string {
  if (value === null || value === undefined) return '—';
  if (typeof value === 'string') return value;
  if (typeof value === 'number' && /(At|_at|until)$/.test(field) && value > FIRST_TIME) return absoluteTime(value, 'local', locale());
  return JSON.stringify(value);
}

/** A change in few words: `status: pending → approved`, or `status: pending` where there was nothing before. */
export function changeWords(changes: AuditEntry['changes']): string {
  return changes
    .map(({ field, old, new: now }) => `${plain(field)}: ${old === null ? '' : `${valueWords(old, field)} → `}${valueWords(now, field)}`)
    .join(', ');
}

const actorKinds = ['staff', 'customer', 'platform', 'system'] as const;

/** Who did something, by kind: staff, a customer, the platform, or the system itself. */
export function actorKindWord(t: TFunction, actorKind: string): string {
  const kind = actorKinds.find((one) => one === actorKind);
  return kind === undefined ? plain(actorKind) : t(`audit.actorKind.${kind}`);
}
