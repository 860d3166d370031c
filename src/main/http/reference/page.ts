import type { ApiReference, ReferenceField, ReferenceRoute, ReferenceShape, Words } from '../../../shared/contract/console/reference.ts';
import { type Html, html } from './html.ts';

const words = (pieces: Words): Html =>
  html`${pieces.map(({ kind, text }) => {
    if (kind === 'schema') return html`<a href="#schema-${text}">${text}</a>`;
    return kind === 'code' ? html`<code>${text}</code>` : html`${text}`;
  })}`;

const fieldRow = ({ name, required, type, meaning, limits }: ReferenceField): Html => html`<tr>
<th scope="row"><code>${name}</code>${required ? html` <span class="required">required</span>` : ''}</th>
<td>${words(type)}</td>
<td>${words(meaning)}${limits.length === 0 ? '' : html` <span class="limits">${words(limits)}</span>`}</td>
</tr>`;

const fieldTable = (
  fields: readonly ReferenceField[],
  caption: string,
): Html => html`<div class="scroll" tabindex="0" role="group" aria-label="${caption}"><table>
<caption>${caption}</caption>
<thead><tr><th scope="col">Field</th><th scope="col">Type</th><th scope="col">Meaning</th></tr></thead>
<tbody>${fields.map(fieldRow)}</tbody>
</table></div>`;

const shape = ({ type, fields }: ReferenceShape, caption: string): Html =>
  fields.length === 0 ? html`<p>${words(type)}</p>` : fieldTable(fields, caption);

const anchor = ({ id }: ReferenceRoute): string => id.replaceAll('.', '-');

const article = (route: ReferenceRoute): Html => html`<article id="${anchor(route)}">
<h3>${route.summary}</h3>
<p class="route"><code><span class="method method-${route.method.toLowerCase()}">${route.method}</span> ${route.path}</code></p>
${route.about.length === 0 ? '' : html`<p>${words(route.about)}</p>`}
${route.parameters.length === 0 ? '' : html`<h4>Parameters</h4>${fieldTable(route.parameters, 'Parameters')}`}
${route.body === null ? '' : html`<h4>Request body</h4>${shape(route.body, 'Request body')}`}
${route.examples.map(({ summary, json }) => html`<details><summary>Example: ${summary}</summary><pre>${json}</pre></details>`)}
<details><summary>With curl</summary><pre>${route.curl}</pre></details>
${route.answers.map(
  (answer) => html`<h4>Answer ${answer.status}${answer.stream ? ', a stream of server-sent events' : ''}</h4>
${shape(answer.shape, `Answer ${answer.status}`)}`,
)}
<p>Errors: ${route.errors.map((status, index) => html`${index > 0 ? ', ' : ''}<a href="#error-${status}">${status}</a>`)}</p>
</article>`;

const errorList = ({ errors }: ApiReference): Html => html`<h2 id="errors">Errors</h2>
<p>Every error has the same form: <code>{ "code", "message", "data" }</code>. Programs read <code>code</code>; for <code>invalid_input</code>, <code>data.issues</code> names each field by its path.</p>
<ul>${errors.map(({ status, about }) => html`<li id="error-${status}"><strong>${status}</strong> ${words(about)}</li>`)}</ul>`;

const schemaList = ({ schemas }: ApiReference): Html => html`<h2 id="schemas">Schemas</h2>
${schemas.map((schema) => html`<article id="schema-${schema.name}"><h3>${schema.name}</h3>${shape(schema.shape, schema.name)}</article>`)}`;

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
export function referencePage(reference: ApiReference, documentUrl: string): string {
  const groups = [...Map.groupBy(reference.routes, ({ group }) => group)];
  return frame(
    reference.title,
    html`<div class="layout">
<nav aria-label="Contents">
<a href="/docs">All APIs</a>
${groups.map(
  ([group, routes]) =>
    html`<h2>${group}</h2><ul>${routes.map((route) => html`<li><a href="#${anchor(route)}">${route.summary}</a></li>`)}</ul>`,
)}
<h2>More</h2><ul><li><a href="#errors">Errors</a></li><li><a href="#schemas">Schemas</a></li></ul>
</nav>
<main id="content">
<h1>${reference.title}</h1>
<p>Version ${reference.version}. <a href="${documentUrl}">OpenAPI 3.1 document</a></p>
<p>${words(reference.about)}</p>
<p>Authentication: <code>Authorization: Bearer …</code>. ${words(reference.security)}</p>
${groups.map(([group, routes]) => html`<h2>${group}</h2>${routes.map(article)}`)}
${errorList(reference)}
${schemaList(reference)}
</main>
</div>`,
  );
}

/** Where the references are. */
export function indexPage(apis: readonly { readonly reference: ApiReference; readonly url: string }[]): string {
  return frame(
    'Portcullis API reference',
    html`<main id="content">
<h1>Portcullis API reference</h1>
${apis.map(({ reference, url }) => html`<article><h2><a href="${url}">${reference.title}</a></h2><p>${words(reference.about)}</p></article>`)}
</main>`,
  );
}
