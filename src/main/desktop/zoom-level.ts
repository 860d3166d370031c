import { readFileSync } from 'node:fs';
import { z } from 'zod';

const Level = z.number().min(-3).max(5);
const Kept = z.strictObject({ level: Level });
const STEP = 0.5;

/** The level kept in `file`; 0, which is the usual size, when there is none or it makes no sense. */
export function readZoom(file: string): number {
  try {
    const parsed = Kept.safeParse(JSON.parse(readFileSync(file, 'utf8')));
    return parsed.success ? parsed.data.level : 0;
  } catch {
    return 0;
  }
}

/** The next level in a direction, within what leaves the console usable. Pure. */
export function zoomStep(level: number, direction: -1 | 0 | 1): number {
  if (direction === 0) return 0;
  return Math.min(5, Math.max(-3, level + direction * STEP));
}
