import type { CaseKind, CasePriority, DeadlineAction } from '../../../shared/vocabulary/index.ts';
import { casePriorities } from '../../../shared/vocabulary/index.ts';
import type { Engine } from '../engine.ts';
import { queueSettings } from '../settings/cases.ts';
import { type BusinessHours, dueAfter } from './hours.ts';

/** Farther apart than any two moments: priority goes before time. */
const PRIORITY_STEP = 100_000_000_000_000;

/** The order of the inbox (CQ-01): the most urgent first, and among equals what is due first. */
export const sortKey = (priority: CasePriority, dueAt: number): number =>
  (casePriorities.length - 1 - casePriorities.indexOf(priority)) * PRIORITY_STEP + dueAt;

export const nextPriority = (priority: CasePriority): CasePriority => casePriorities[casePriorities.indexOf(priority) + 1] ?? priority;

const weekdays = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const;

const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

const businessHours = ({ settings }: Pick<Engine, 'settings'>): BusinessHours => ({
  zone: settings.get('case.businessZone'),
  days: settings.get('case.businessDays').map((day) => weekdays.indexOf(day)),
  from: minutesOf(settings.get('case.businessFrom')),
  to: minutesOf(settings.get('case.businessTo')),
});

/** When the clock of a queue's service level runs, as people write it; null when it always does. */
export function hoursOf(engine: Pick<Engine, 'settings'>, kind: CaseKind) {
  const { settings } = engine;
  if (!settings.get(`${queueSettings[kind]}.businessHours`)) return null;
  const { zone, days } = businessHours(engine);
  return { zone, days: [...days], from: settings.get('case.businessFrom'), to: settings.get('case.businessTo') };
}

/** When a case that comes now is due by its queue's service level. */
export function dueOf(engine: Pick<Engine, 'settings'>, kind: CaseKind, now: number): number {
  const of = queueSettings[kind];
  const hours = engine.settings.get(`${of}.businessHours`) ? businessHours(engine) : null;
  return dueAfter(now, engine.settings.get(`${of}.sla`), hours);
}

/** When the engine acts on a case that comes now (CQ-03). @param endsBy when its subject ends by itself */
export const deadlineOf = (engine: Pick<Engine, 'settings'>, kind: CaseKind, now: number, endsBy: number | null): number =>
  Math.min(now + engine.settings.get(`${queueSettings[kind]}.deadline`), endsBy ?? Number.MAX_SAFE_INTEGER);

export const deadlineActionOf = (engine: Pick<Engine, 'settings'>, kind: CaseKind): DeadlineAction =>
  engine.settings.get(`${queueSettings[kind]}.onDeadline`);
