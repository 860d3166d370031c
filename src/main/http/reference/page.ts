import type { OpenAPI } from '@orpc/contract';
import type { ApiDocument } from '../../api/openapi.ts';
import { type Html, html, prose } from './html.ts';
import { fieldRow, fieldTable, schemaTable } from './schema.ts';

interface Entry {
  readonly method: string;
  readonly path: string;
  readonly operation: OpenAPI.OperationObject;
}

const methods = ['get', 'post', 'put', 'patch', 'delete'] as const;

function entriesOf(document: ApiDocument): Entry[] {
  return Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    methods.flatMap((method) => {
      const operation = item?.[method];
      return operation === undefined ? [] : [{ method, path, operation }];
    }),
  );
}

const anchor = (operation: OpenAPI.OperationObject): string => (operation.operationId ?? '').replaceAll('.', '-');

function parameters(operation: OpenAPI.OperationObject): Html | undefined {
  const given = (operation.parameters ?? []).filter((parameter) => 'name' in parameter);
  if (given.length === 0) return undefined;
  const places: Readonly<Record<string, string>> = { path: 'In the path', query: 'In the query', header: 'A header' };
  const lines = given.map(({ name, required = false, schema, description, in: place }) =>
    fieldRow(`${name}`, required, schema, [places[place], description].filter(Boolean).join('. ')),
  );
  return html`<h4>Parameters</h4>${fieldTable(lines, 'Parameters')}`;
}

function body(operation: OpenAPI.OperationObject): Html | undefined {
  const request = operation.requestBody;
  if (request === undefined || !('content' in request)) return undefined;
  const json = request.content['application/json'];
  const examples = Object.values(json?.examples ?? {}).flatMap((example) => ('value' in example ? [example] : []));
  return html`<h4>Request body</h4>${schemaTable(json?.schema, 'Request body', true)}
${examples.map((example) => html`<details><summary>Example: ${example.summary}</summary><pre>${JSON.stringify(example.value, null, 2)}</pre></details>`)}`;
}

function responses(operation: OpenAPI.OperationObject): Html {
  const all = Object.entries(operation.responses ?? {});
  const good = all.filter(([status]) => Number(status) < 400);
  const bad = all.filter(([status]) => Number(status) >= 400);
  return html`${good.map(([status, response]) => {
    const content = response !== undefined && 'content' in response ? (response.content ?? {}) : {};
    const [type, media] = Object.entries(content)[0] ?? [];
    return html`<h4>Answer ${status}${type === 'text/event-stream' ? ', a stream of server-sent events' : ''}</h4>${schemaTable(media?.schema, `Answer ${status}`, false)}`;
  })}
<p>Errors: ${bad.map(([status], index) => html`${index > 0 ? ', ' : ''}<a href="#error-${status}">${status}</a>`)}</p>`;
}

const article = ({ method, path, operation }: Entry): Html => html`<article id="${anchor(operation)}">
<h3>${operation.summary}</h3>
<p class="route"><code><span class="method method-${method}">${method.toUpperCase()}</span> ${path}</code></p>
${operation.description === undefined ? '' : html`<p>${prose(operation.description)}</p>`}
${parameters(operation)}${body(operation)}${responses(operation)}
</article>`;

function errorList(document: ApiDocument): Html {
  const shared = Object.entries(document.components?.responses ?? {});
  return html`<h2 id="errors">Errors</h2>
<p>Every error has the same form: <code>{ "code", "message", "data" }</code>. Programs read <code>code</code>; for <code>invalid_input</code>, <code>data.issues</code> names each field by its path.</p>
<ul>${shared.map(([name, response]) => html`<li id="${name.replace('Error', 'error-')}"><strong>${name.replace('Error', '')}</strong> ${prose('description' in response ? response.description : undefined)}</li>`)}</ul>`;
}

const schemaList = (document: ApiDocument): Html => html`<h2 id="schemas">Schemas</h2>
${Object.entries(document.components?.schemas ?? {}).map(
  ([name, schema]) =>
    html`<article id="schema-${name}"><h3>${name}</h3>${schemaTable(schema, name, name.endsWith('Input') || name === 'PublicKey')}</article>`,
)}`;

function frame(title: string, content: Html): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="stylesheet" href="/docs/style.css">
</head>
<body>
<a class="skip" href="#content">Skip to content</a>
${content}
</body>
</html>
`.text;
}

/** The reference of one API as a page that needs no script: fast, searchable by the browser, readable by a screen reader. */
export function referencePage(document: ApiDocument, documentUrl: string): string {
  const groups = [...Map.groupBy(entriesOf(document), ({ operation }) => operation.tags?.[0] ?? 'Other')];
  const security = Object.values(document.components?.securitySchemes ?? {}).map((scheme) =>
    'description' in scheme ? scheme.description : undefined,
  );
  return frame(
    document.info.title,
    html`<div class="layout">
<nav aria-label="Contents">
<a href="/docs">All APIs</a>
${groups.map(
  ([tag, entries]) =>
    html`<h2>${tag}</h2><ul>${entries.map(({ operation }) => html`<li><a href="#${anchor(operation)}">${operation.summary}</a></li>`)}</ul>`,
)}
<h2>More</h2><ul><li><a href="#errors">Errors</a></li><li><a href="#schemas">Schemas</a></li></ul>
</nav>
<main id="content">
<h1>${document.info.title}</h1>
<p>Version ${document.info.version}. <a href="${documentUrl}">OpenAPI 3.1 document</a></p>
<p>${prose(document.info.description)}</p>
<p>Authentication: <code>Authorization: Bearer …</code>. ${security.map(prose)}</p>
${groups.map(([tag, entries]) => html`<h2>${tag}</h2>${entries.map(article)}`)}
${errorList(document)}
${schemaList(document)}
</main>
</div>`,
  );
}

/** Where the references are. */
export function indexPage(documents: readonly { readonly document: ApiDocument; readonly url: string }[]): string {
  return frame(
    'Portcullis API reference',
    html`<main id="content">
<h1>Portcullis API reference</h1>
${documents.map(({ document, url }) => html`<article><h2><a href="${url}">${document.info.title}</a></h2><p>${prose(document.info.description)}</p></article>`)}
</main>`,
  );
}
