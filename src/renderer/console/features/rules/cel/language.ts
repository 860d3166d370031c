import { HighlightStyle, StreamLanguage, type StreamParser, syntaxHighlighting } from '@codemirror/language';
import { tags } from '@lezer/highlight';

const operators = /^(?:&&|\|\||==|!=|<=|>=|[<>!?:+\-*/%])/;

/** What CEL looks like, token by token. The engine decides what it means. */
const parser: StreamParser<null> = {
  name: 'cel',
  token(stream) {
    if (stream.eatSpace()) return null;
    if (stream.match('//')) {
      stream.skipToEnd();
      return 'comment';
    }
    if (stream.match(/^r?"(?:[^"\\]|\\.)*"?/) || stream.match(/^r?'(?:[^'\\]|\\.)*'?/)) return 'string';
    if (stream.match(/^\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/)) return 'number';
    if (stream.match(/^(?:true|false|null)\b/)) return 'bool';
    if (stream.match(/^in\b/)) return 'keyword';
    if (stream.match(/^[A-Za-z_]\w*(?=\s*\()/)) return 'function';
    if (stream.match(/^[A-Za-z_]\w*/)) return 'variableName';
    if (stream.match(operators)) return 'operator';
    stream.next();
    return null;
  },
  tokenTable: { function: tags.function(tags.variableName) },
};

/** Colours by the theme's own tokens, so that one style serves light and dark. */
const colours = HighlightStyle.define([
  { tag: tags.comment, color: 'var(--pc-text-soft)', fontStyle: 'italic' },
  { tag: tags.string, color: 'var(--pc-good-fg)' },
  { tag: tags.number, color: 'var(--pc-warn-fg)' },
  { tag: tags.bool, color: 'var(--pc-warn-fg)' },
  { tag: [tags.keyword, tags.operator], color: 'var(--pc-bad-fg)' },
  { tag: tags.function(tags.variableName), color: 'var(--pc-review-fg)' },
  { tag: tags.variableName, color: 'var(--pc-info-fg)' },
]);

export const cel = [StreamLanguage.define(parser), syntaxHighlighting(colours)];
