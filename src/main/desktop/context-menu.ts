import { clipboard, Menu, type MenuItemConstructorOptions, type WebContents } from 'electron';
import { type ContextActions, contextItems, recordItems } from './context-items.ts';

export interface ContextMenu {
  /** Shows the menu of a record whose row the person pointed at. */
  readonly showRecord: (route: string) => void;
}

/** Gives a window its context menu. */
export function giveContextMenu(contents: WebContents, origin: string, rest: Pick<ContextActions, 'openWindow' | 'server'>): ContextMenu {
  const actions: ContextActions = {
    ...rest,
    copyText: (text) => clipboard.writeText(text),
    replaceMisspelling: (word) => contents.replaceMisspelling(word),
    addToDictionary: (word) => void contents.session.addWordToSpellCheckerDictionary(word),
  };
  const show = (items: MenuItemConstructorOptions[]) => {
    if (items.length > 0) Menu.buildFromTemplate(items).popup();
  };
  contents.on('context-menu', (_event, params) => show(contextItems(params, origin, actions)));
  return { showRecord: (route) => show(recordItems(route, actions)) };
}
