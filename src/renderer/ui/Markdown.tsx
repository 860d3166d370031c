// biome-ignore-all lint/suspicious/noArrayIndexKey: a text never changes its order while it is shown
import { lexer, type Token, type Tokens } from 'marked';
import { Fragment, type ReactNode, useMemo } from 'react';
import classes from './Markdown.module.css';

interface MarkdownProps {
  readonly text: string;
  /** What a link becomes. */
  readonly link: (href: string, words: ReactNode) => ReactNode;
}

/**
 * A guide's text. The parser's tokens become elements one by one, and there is no element for HTML: what a text contains of it is shown as it is
 * written and never becomes part of the page.
 */
export function Markdown({ text, link }: MarkdownProps) {
  const tokens = useMemo(() => lexer(text), [text]);
  return <div className={classes.text}>{blocks(tokens, link)}</div>;
}

type LinkOf = MarkdownProps['link'];

const blocks = (tokens: readonly Token[], link: LinkOf): ReactNode =>
  tokens.map((token, index) => <Fragment key={`${index} ${token.type}`}>{block(token, link)}</Fragment>);

function block(token: Token, link: LinkOf): ReactNode {
  switch (token.type) {
    case 'heading':
      return heading(token as Tokens.Heading, link);
    case 'paragraph':
      return <p>{inline((token as Tokens.Paragraph).tokens, link)}</p>;
    case 'text': {
      const { tokens, text } = token as Tokens.Text;
      return tokens === undefined ? text : inline(tokens, link);
    }
    case 'list':
      return list(token as Tokens.List, link);
    case 'table':
      return table(token as Tokens.Table, link);
    case 'code':
      return (
        <pre>
          <code>{(token as Tokens.Code).text}</code>
        </pre>
      );
    case 'blockquote':
      return <blockquote>{blocks((token as Tokens.Blockquote).tokens, link)}</blockquote>;
    case 'hr':
      return <hr />;
    case 'space':
      return null;
    default:
      return <p>{token.raw}</p>;
  }
}

function heading({ depth, tokens }: Tokens.Heading, link: LinkOf): ReactNode {
  const words = inline(tokens, link);
  if (depth === 1) return <h1>{words}</h1>;
  return depth === 2 ? <h2>{words}</h2> : <h3>{words}</h3>;
}

function list({ ordered, items }: Tokens.List, link: LinkOf): ReactNode {
  const entries = items.map((item, index) => <li key={`${index} ${item.raw}`}>{blocks(item.tokens, link)}</li>);
  return ordered ? <ol>{entries}</ol> : <ul>{entries}</ul>;
}

function table({ header, rows }: Tokens.Table, link: LinkOf): ReactNode {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what may scroll sideways has to be reachable by keyboard
    <section className={classes.table} tabIndex={0} aria-label={header.map(({ text }) => text).join(', ')}>
      <table>
        <thead>
          <tr>
            {header.map((cell, index) => (
              <th key={`${index} ${cell.text}`} scope="col">
                {inline(cell.tokens, link)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={`${index} ${row[0]?.text ?? ''}`}>
              {row.map((cell, column) => (
                <td key={`${column} ${cell.text}`}>{inline(cell.tokens, link)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

const inline = (tokens: readonly Token[], link: LinkOf): ReactNode =>
  tokens.map((token, index) => <Fragment key={`${index} ${token.type}`}>{span(token, link)}</Fragment>);

function span(token: Token, link: LinkOf): ReactNode {
  switch (token.type) {
    case 'text':
    case 'escape': {
      const { tokens, text } = token as Tokens.Text;
      return tokens === undefined ? text : inline(tokens, link);
    }
    case 'strong':
      return <strong>{inline((token as Tokens.Strong).tokens, link)}</strong>;
    case 'em':
      return <em>{inline((token as Tokens.Em).tokens, link)}</em>;
    case 'codespan':
      return <code>{(token as Tokens.Codespan).text}</code>;
    case 'br':
      return <br />;
    case 'link': {
      const { href, tokens } = token as Tokens.Link;
      return link(href, inline(tokens, link));
    }
    case 'image':
      return (token as Tokens.Image).text;
    default:
      return token.raw;
  }
}
