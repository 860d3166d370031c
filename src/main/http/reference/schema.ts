import type { OpenAPI } from '@orpc/contract';
import { type Html, html, prose } from './html.ts';

type Schema = OpenAPI.SchemaObject | OpenAPI.ReferenceObject | boolean;
interface Shape {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly format?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
}

const shapeOf = (schema: Schema | undefined): Shape => (typeof schema === 'object' ? (schema as Shape) : {});

const refName = (ref: string): string => ref.split('/').at(-1) ?? ref;

/** A schema's type in a few words, with links to the named ones. */
export function typeText(schema: Schema | undefined): Html {
  const shape = shapeOf(schema);
  if (shape.$ref !== undefined) return html`<a href="#schema-${refName(shape.$ref)}">${refName(shape.$ref)}</a>`;
  const branches = shape.anyOf ?? shape.oneOf ?? shape.allOf;
  if (branches !== undefined) return html`${branches.map((branch, index) => html`${index > 0 ? ' or ' : ''}${typeText(branch)}`)}`;
  if (shape.const !== undefined) return html`<code>${JSON.stringify(shape.const)}</code>`;
  if (shape.enum !== undefined) {
    return html`${shape.enum.map((value, index) => html`${index > 0 ? ' | ' : ''}<code>${String(value)}</code>`)}`;
  }
  if (shape.type === 'array') return html`list of ${typeText(shape.items)}`;
  if (shape.type === 'object' && shape.properties === undefined) {
    return typeof shape.additionalProperties === 'object' ? html`map of ${typeText(shape.additionalProperties)}` : html`object`;
  }
  const type = typeof shape.type === 'string' ? shape.type : (shape.type ?? ['any']).join(' or ');
  return html`${type}${shape.format === undefined ? '' : ` (${shape.format})`}`;
}

function limits({ minLength, maxLength, minimum, maximum, pattern, default: preset }: Shape): Html | undefined {
  const words = [
    minLength !== undefined && maxLength !== undefined ? `${minLength} to ${maxLength} characters` : undefined,
    minLength === undefined && maxLength !== undefined ? `at most ${maxLength} characters` : undefined,
    minimum !== undefined && Number.isSafeInteger(minimum) && minimum > Number.MIN_SAFE_INTEGER ? `at least ${minimum}` : undefined,
    maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER ? `at most ${maximum}` : undefined,
    preset === undefined ? undefined : `default ${JSON.stringify(preset)}`,
  ].filter((word) => word !== undefined);
  if (words.length === 0 && pattern === undefined) return undefined;
  return html`<span class="limits">${words.join(', ')}${pattern === undefined ? '' : html` <code>${pattern}</code>`}</span>`;
}

/** The objects inside a property whose fields deserve lines of their own. */
function nested(schema: Schema | undefined): Shape | undefined {
  const shape = shapeOf(schema);
  if (shape.properties !== undefined) return shape;
  if (shape.type === 'array') return nested(shape.items);
  for (const branch of shape.anyOf ?? shape.oneOf ?? []) {
    const found = nested(branch);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** One line for a parameter or property. */
export function fieldRow(name: string, required: boolean, schema: Schema | undefined, description?: string): Html {
  const shape = shapeOf(schema);
  return html`<tr>
<th scope="row"><code>${name}</code>${required ? html` <span class="required">required</span>` : ''}</th>
<td>${typeText(schema)}</td>
<td>${prose(description ?? shape.description)} ${limits(shape)}</td>
</tr>`;
}

function rows(shape: Shape, prefix: string, isInput: boolean): Html[] {
  return Object.entries(shape.properties ?? {}).flatMap(([name, property]) => {
    const path = `${prefix}${name}`;
    const inner = nested(property);
    const list = shapeOf(property).type === 'array' ? '[].' : '.';
    // Of what the server answers everything is there; the word would only be noise.
    const required = isInput && (shape.required?.includes(name) ?? false);
    return [fieldRow(path, required, property), ...(inner === undefined ? [] : rows(inner, `${path}${list}`, isInput))];
  });
}

/**
 * A schema as a table of its fields, or as its type where it has none.
 * @param isInput whether callers fill it in, so that they must know what is required
 */
export function schemaTable(schema: Schema | undefined, caption: string, isInput: boolean): Html {
  const inner = nested(schema);
  if (inner === undefined) return html`<p>${typeText(schema)}</p>`;
  return fieldTable(rows(inner, '', isInput), caption);
}

export const fieldTable = (
  lines: readonly Html[],
  caption: string,
): Html => html`<div class="scroll" tabindex="0" role="group" aria-label="${caption}"><table>
<caption>${caption}</caption>
<thead><tr><th scope="col">Field</th><th scope="col">Type</th><th scope="col">Meaning</th></tr></thead>
<tbody>${lines}</tbody>
</table></div>`;
