import type { ContextMenuParams, MenuItemConstructorOptions } from 'electron';
import type { KnownServer } from '../../shared/desktop-bridge.ts';
import { mayOpenExternally } from './external-links.ts';
import { routeOfAddress, shareableLink } from './routes.ts';

/** What the menu may do, apart from what Chromium itself does in a field. */
export interface ContextActions {
  readonly openWindow: (route: string) => void;
  readonly copyText: (text: string) => void;
  readonly replaceMisspelling: (word: string) => void;
  readonly addToDictionary: (word: string) => void;
  readonly server: () => KnownServer | null;
}

type Params = Pick<
  ContextMenuParams,
  'linkURL' | 'isEditable' | 'selectionText' | 'misspelledWord' | 'dictionarySuggestions' | 'editFlags' | 'formControlType'
>;

const MOST_SUGGESTIONS = 5;
const separator: MenuItemConstructorOptions = { type: 'separator' };

/** The items for a record that lies behind one of our routes. */
export function recordItems(route: string, { openWindow, copyText, server }: ContextActions): MenuItemConstructorOptions[] {
  const link = shareableLink(route, server());
  return [
    { label: 'Open in new window', click: () => openWindow(route) },
    ...(link === null ? [] : [{ label: 'Copy link', click: () => copyText(link) }]),
  ];
}

function linkItems({ linkURL }: Params, origin: string, actions: ContextActions): MenuItemConstructorOptions[] {
  const route = routeOfAddress(linkURL, origin);
  if (route !== null) return recordItems(route, actions);
  return mayOpenExternally(linkURL) ? [{ label: 'Copy link', click: () => actions.copyText(linkURL) }] : [];
}

function spellingItems({ misspelledWord, dictionarySuggestions }: Params, actions: ContextActions): MenuItemConstructorOptions[] {
  if (misspelledWord === '') return [];
  const suggestions = dictionarySuggestions.slice(0, MOST_SUGGESTIONS).map((word) => ({
    label: word.replaceAll('&', '&&'),
    click: () => actions.replaceMisspelling(word),
  }));
  return [
    ...(suggestions.length > 0 ? suggestions : [{ label: 'No suggestions', enabled: false }]),
    { label: 'Add to dictionary', click: () => actions.addToDictionary(misspelledWord) },
  ];
}

/** A password is put in and never taken out: what stands there may belong to whoever sat here before. */
function editItems({ isEditable, editFlags, selectionText, formControlType }: Params): MenuItemConstructorOptions[] {
  const secret = formControlType === 'input-password';
  if (!isEditable) return selectionText.trim() === '' ? [] : [{ role: 'copy' }];
  return [
    { role: 'cut', enabled: editFlags.canCut && !secret },
    { role: 'copy', enabled: editFlags.canCopy && !secret },
    { role: 'paste', enabled: editFlags.canPaste },
    { role: 'selectAll', enabled: editFlags.canSelectAll },
  ];
}

/** The menu for what lies under the pointer; no items where there is nothing to do. Everything in it is made here, nothing by the page. */
export function contextItems(params: Params, origin: string, actions: ContextActions): MenuItemConstructorOptions[] {
  const groups = [spellingItems(params, actions), linkItems(params, origin, actions), editItems(params)].filter(
    (group) => group.length > 0,
  );
  return groups.flatMap((group, index) => (index === 0 ? group : [separator, ...group]));
}
