import type { OpenAPI } from '@orpc/contract';
import type { ReferenceField, ReferenceShape, Words } from '../../../shared/contract/console/reference.ts';
import { code, joined, prose, text } from './words.ts';

export type Schema = OpenAPI.SchemaObject | OpenAPI.ReferenceObject | boolean;
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

/** A schema's type in a few words. */
function typeWords(schema: Schema | undefined): Words {
  const shape = shapeOf(schema);
  if (shape.$ref !== undefined) return [{ kind: 'schema', text: shape.$ref.split('/').at(-1) ?? shape.$ref }];
  const branches = shape.anyOf ?? shape.oneOf ?? shape.allOf;
  if (branches !== undefined) return joined(branches.map(typeWords), ' or ');
  if (shape.const !== undefined) return code(JSON.stringify(shape.const));
  if (shape.enum !== undefined) {
    return joined(
      shape.enum.map((value) => code(String(value))),
      ' | ',
    );
  }
  if (shape.type === 'array') return [...text('list of '), ...typeWords(shape.items)];
  if (shape.type === 'object' && shape.properties === undefined) {
    return typeof shape.additionalProperties === 'object' ? [...text('map of '), ...typeWords(shape.additionalProperties)] : text('object');
  }
  const type = typeof shape.type === 'string' ? shape.type : (shape.type ?? ['any']).join(' or ');
  return text(`${type}${shape.format === undefined ? '' : ` (${shape.format})`}`);
}

function limitWords({ minLength, maxLength, minimum, maximum, pattern, default: preset }: Shape): Words {
  const words = [
    minLength !== undefined && maxLength !== undefined ? `${minLength} to ${maxLength} characters` : undefined,
    minLength === undefined && maxLength !== undefined ? `at most ${maxLength} characters` : undefined,
    minimum !== undefined && Number.isSafeInteger(minimum) && minimum > Number.MIN_SAFE_INTEGER ? `at least ${minimum}` : undefined,
    maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER ? `at most ${maximum}` : undefined,
    preset === undefined ? undefined : `default ${JSON.stringify(preset)}`,
  ].filter((word) => word !== undefined);
  const form = pattern === undefined ? [] : [code(pattern)];
  return joined([...(words.length === 0 ? [] : [text(words.join(', '))]), ...form], ' ');
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
export function fieldOf(name: string, required: boolean, schema: Schema | undefined, description?: string): ReferenceField {
  const shape = shapeOf(schema);
  return { name, required, type: typeWords(schema), meaning: prose(description ?? shape.description), limits: limitWords(shape) };
}

function fieldsOf(shape: Shape, prefix: string, isInput: boolean): ReferenceField[] {
  return Object.entries(shape.properties ?? {}).flatMap(([name, property]) => {
    const path = `${prefix}${name}`;
    const inner = nested(property);
    const list = shapeOf(property).type === 'array' ? '[].' : '.';
    // Of what the server answers everything is there; the word would only be noise.
    const required = isInput && (shape.required?.includes(name) ?? false);
    return [fieldOf(path, required, property), ...(inner === undefined ? [] : fieldsOf(inner, `${path}${list}`, isInput))];
  });
}

/**
 * A schema as a list of its fields, or as its type where it has none.
 * @param isInput whether callers fill it in, so that they must know what is required
 */
export function referenceShape(schema: Schema | undefined, isInput: boolean): ReferenceShape {
  const inner = nested(schema);
  return { type: typeWords(schema), fields: inner === undefined ? [] : fieldsOf(inner, '', isInput) };
}
