import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { bracketMatching } from '@codemirror/language';
import { type Diagnostic, setDiagnostics } from '@codemirror/lint';
import { EditorState } from '@codemirror/state';
import { EditorView, hoverTooltip, keymap, placeholder as placeholderText, tooltips } from '@codemirror/view';
import { useEffect, useRef } from 'react';
import { styleNonce } from '../../../../ui/theme/nonce.ts';
import type { Outputs } from '../../../connection/api.ts';
import classes from './cel.module.css';
import { cel } from './language.ts';
import { type Catalogue, completions, typeWords } from './vocabulary.ts';

export type ExpressionError = Outputs['tuning']['check']['errors'][number];

interface CelEditorProps {
  /** What the editor is called, for screen readers. */
  readonly label: string;
  readonly placeholder: string;
  readonly value: string;
  readonly readOnly: boolean;
  readonly catalogue: Catalogue;
  readonly errors: readonly ExpressionError[];
  readonly onChange: (value: string) => void;
}

const look = EditorView.theme({
  '&': { fontSize: '13px', backgroundColor: 'transparent' },
  '&.cm-focused': { outline: 'none' },
  '.cm-content': { fontFamily: 'var(--mantine-font-family-monospace)', padding: '8px 0', caretColor: 'var(--pc-text)', minHeight: '84px' },
  '.cm-scroller': { maxHeight: '280px', overflow: 'auto', lineHeight: '1.55' },
  '.cm-line': { padding: '0 10px' },
  '.cm-cursor': { borderLeftColor: 'var(--pc-text)' },
  '.cm-placeholder': { color: 'var(--pc-text-soft)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    backgroundColor: 'var(--pc-surface-active)',
  },
  '&.cm-focused .cm-matchingBracket': { backgroundColor: 'var(--pc-info-bg)' },
  '.cm-lintRange-error': { backgroundImage: 'none', textDecoration: 'underline wavy var(--pc-bad-fg) 1px', textUnderlineOffset: '3px' },
  '.cm-tooltip': {
    border: '1px solid var(--pc-line-strong)',
    borderRadius: '5px',
    backgroundColor: 'var(--pc-surface-raised)',
    color: 'var(--pc-text)',
    boxShadow: 'var(--pc-shadow)',
    maxWidth: '420px',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: '12px', maxHeight: '16em' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li': { padding: '3px 8px' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]': {
    backgroundColor: 'var(--pc-surface-active)',
    color: 'var(--pc-text)',
  },
  '.cm-completionDetail': { color: 'var(--pc-text-soft)' },
  '.cm-tooltip.cm-completionInfo': { padding: '6px 9px', maxWidth: '320px' },
  '.cm-about': { padding: '6px 9px' },
  '.cm-aboutName': { fontFamily: 'var(--mantine-font-family-monospace)', fontWeight: '600' },
  '.cm-aboutSource': { color: 'var(--pc-text-soft)', fontSize: '12px' },
  '.cm-diagnostic-error': { borderLeft: '3px solid var(--pc-bad-fg)', padding: '5px 9px' },
});

/**
 * Types over a selection itself. A browser would keep the colours of what it replaces in a style attribute, which our content policy refuses
 * and reports.
 */
const typeOver = EditorView.domEventHandlers({
  beforeinput(event, view) {
    const { main } = view.state.selection;
    const text = event.data;
    if (event.inputType !== 'insertText' || event.isComposing || text === null || main.empty || view.state.readOnly) return false;
    event.preventDefault();
    const insert = () =>
      view.state.update({
        changes: { from: main.from, to: main.to, insert: text },
        selection: { anchor: main.from + text.length },
        scrollIntoView: true,
        userEvent: 'input.type',
      });
    const taken = view.state.facet(EditorView.inputHandler).some((handler) => handler(view, main.from, main.to, text, insert));
    if (!taken) view.dispatch(insert());
    return true;
  },
});

/** What the word under the pointer means. */
function hover(catalogue: Catalogue) {
  const about = new Map<string, readonly string[]>();
  for (const { name, returns, description } of catalogue.functions) about.set(name, [returns, description]);
  for (const signal of catalogue.signals) about.set(signal.name, [typeWords(signal), signal.meaning, signal.source]);
  return hoverTooltip((view, position) => {
    const { from, text } = view.state.doc.lineAt(position);
    const word = [...text.matchAll(/\w+/g)].find(
      ({ index, 0: found }) => from + index <= position && position <= from + index + found.length,
    );
    const known = word && about.get(word[0]);
    if (word === undefined || known === undefined) return null;
    return { pos: from + word.index, end: from + word.index + word[0].length, create: () => ({ dom: explain(word[0], known) }) };
  });
}

function explain(name: string, [type = '', meaning = '', source = '']: readonly string[]): HTMLElement {
  const line = (className: string, text: string) => {
    const element = document.createElement('div');
    element.className = className;
    element.textContent = text;
    return element;
  };
  const dom = line('cm-about', '');
  dom.append(line('cm-aboutName', `${name}: ${type}`), line('', meaning));
  if (source !== '') dom.append(line('cm-aboutSource', source));
  return dom;
}

function diagnosticsOf(errors: readonly ExpressionError[], length: number): Diagnostic[] {
  return errors.map((error) => {
    const from = Math.min(error.offset, length);
    return { from, to: Math.min(from + Math.max(1, error.length), length), severity: 'error', message: error.message };
  });
}

/**
 * Writes CEL with colours, completion and what each name means (RT-01). Tab indents; Escape and then Tab leaves, as the hint beside it says.
 * Its styles carry the page's nonce.
 */
export function CelEditor({ label, placeholder, value, readOnly, catalogue, errors, onChange }: CelEditorProps) {
  const host = useRef<HTMLDivElement>(null);
  const editor = useRef<EditorView>(null);
  const change = useRef(onChange);
  const first = useRef(value);
  useEffect(() => {
    change.current = onChange;
  });

  useEffect(() => {
    if (host.current === null) return;
    const view = new EditorView({
      parent: host.current,
      state: EditorState.create({
        doc: first.current,
        extensions: [
          EditorView.cspNonce.of(styleNonce),
          EditorState.readOnly.of(readOnly),
          EditorView.editable.of(!readOnly),
          EditorView.lineWrapping,
          EditorView.contentAttributes.of({
            'aria-label': label,
            'aria-multiline': 'true',
            spellcheck: 'false',
            tabindex: '0',
          }),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) change.current(update.state.doc.toString());
          }),
          typeOver,
          tooltips({ parent: document.body }),
          placeholderText(placeholder),
          history(),
          bracketMatching(),
          closeBrackets(),
          keymap.of([...closeBracketsKeymap, ...completionKeymap, ...historyKeymap, ...defaultKeymap, indentWithTab]),
          autocompletion({ override: [completions(catalogue)] }),
          hover(catalogue),
          cel,
          look,
        ],
      }),
    });
    editor.current = view;
    return () => view.destroy();
  }, [label, placeholder, readOnly, catalogue]);

  useEffect(() => {
    first.current = value;
    const view = editor.current;
    if (view === null || view.state.doc.toString() === value) return;
    view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: value } });
  }, [value]);

  useEffect(() => {
    const view = editor.current;
    if (view !== null) view.dispatch(setDiagnostics(view.state, diagnosticsOf(errors, view.state.doc.length)));
  }, [errors]);

  return <div ref={host} className={classes.frame} data-invalid={errors.length > 0 || undefined} />;
}
