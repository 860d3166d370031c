import { app, type BrowserWindow, dialog } from 'electron';

const STAY = 0;
const LEAVE = 1;

/**
 * Asks before a page with unsaved work is left. Such a page keeps its window from closing and from loading anew, and where a browser would ask,
 * Electron only tells us. Nothing waits for the answer, or the engine would stand still as long: whoever leaves repeats what they began.
 */
export class UnsavedWork {
  /** The windows are closing because the app ends; one that stays ends that. */
  #quitting = false;

  constructor() {
    app.on('before-quit', () => {
      this.#quitting = true;
    });
  }

  /**
   * Begins to ask for a window's page.
   * @param leaveUnasked whether the page is to go in any case
   */
  watch(window: BrowserWindow, leaveUnasked: () => boolean): void {
    let closing = false;
    let asking = false;
    let leaves = false;
    window.on('close', () => {
      closing = true;
    });
    window.webContents.on('will-prevent-unload', (event) => {
      if (leaves || leaveUnasked()) {
        leaves = false;
        event.preventDefault();
        return;
      }
      const repeat = this.#whatBegan(window, closing);
      closing = false;
      this.#quitting = false;
      if (asking) return;
      asking = true;
      mayLeave(window)
        .then((yes) => {
          if (!yes || window.isDestroyed()) return;
          leaves = true;
          repeat();
        })
        .catch((cause: unknown) => console.error('nobody could be asked whether to leave', cause))
        .finally(() => {
          asking = false;
        });
    });
  }

  #whatBegan(window: BrowserWindow, closing: boolean): () => void {
    if (this.#quitting) return () => app.quit();
    return closing ? () => window.close() : () => window.webContents.reload();
  }
}

async function mayLeave(window: BrowserWindow): Promise<boolean> {
  const { response } = await dialog.showMessageBox(window, {
    type: 'warning',
    message: 'There are changes that are not saved.',
    detail: 'They are lost when you leave.',
    buttons: ['Stay', 'Leave without saving'],
    defaultId: STAY,
    cancelId: STAY,
  });
  return response === LEAVE;
}
