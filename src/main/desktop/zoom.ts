import { writeFile } from 'node:fs/promises';
import { BrowserWindow, type WebContents } from 'electron';
import { readZoom, zoomStep } from './zoom-level.ts';

/** How large the console is shown. One size for all windows, as Chromium has it for one origin; kept for the next start. */
export class Zoom {
  readonly #file: string;
  #level: number;

  constructor(file: string) {
    this.#file = file;
    this.#level = readZoom(file);
  }

  /** A page that is loaded anew begins at the kept size. */
  follow(contents: WebContents): void {
    contents.on('did-finish-load', () => contents.setZoomLevel(this.#level));
  }

  change(direction: -1 | 0 | 1): void {
    this.#level = zoomStep(this.#level, direction);
    for (const window of BrowserWindow.getAllWindows()) window.webContents.setZoomLevel(this.#level);
    writeFile(this.#file, JSON.stringify({ level: this.#level })).catch((cause: unknown) => {
      console.error('the zoom could not be kept', cause);
    });
  }
}
