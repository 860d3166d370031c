import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { z } from 'zod';

export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const Size = z.int().min(400).max(16_384);
const Position = z.int().min(-32_768).max(32_767);
const State = z.strictObject({ x: Position, y: Position, width: Size, height: Size, maximized: z.boolean() });

/** Where the window was, in device-independent pixels, and whether it filled the screen. */
export type WindowState = Readonly<z.infer<typeof State>>;

/** The state in `file`, or null when there is none worth keeping: absent, damaged, or on a screen that is gone. */
export function readWindowState(file: string, screens: readonly Rectangle[]): WindowState | null {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return null;
  }
  const parsed = State.safeParse(fromJson(text));
  return parsed.success && screens.some((screen) => showsTitleBar(parsed.data, screen)) ? parsed.data : null;
}

/**
 * Replaces the file in one step, so that a crash in between leaves the former state. Done when it returns: with its last window the app ends, and
 * waits for nothing that is still being written.
 */
export function writeWindowState(file: string, state: WindowState): void {
  writeFileSync(`${file}.new`, JSON.stringify(state));
  renameSync(`${file}.new`, file);
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Enough of the window's upper edge must lie on the screen for a person to take hold of it. */
function showsTitleBar(window: Rectangle, screen: Rectangle): boolean {
  const across = Math.min(window.x + window.width, screen.x + screen.width) - Math.max(window.x, screen.x);
  return across >= 100 && window.y >= screen.y - 10 && window.y <= screen.y + screen.height - 50;
}
