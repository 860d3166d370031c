import fc from 'fast-check';
import { z } from 'zod';

/** As much of JSON Schema as zod writes. */
interface JsonSchema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
}

/** Values that parsers, databases and templates have stumbled over. */
const hostile = fc.constantFrom<unknown>(
  null,
  '',
  ' ',
  '\u0000',
  '\ud800',
  '\u202eevil',
  "' OR 1=1 --",
  '%00',
  '../../etc/passwd',
  '$' + '{7*7}',
  '1e309',
  '-0',
  0,
  -1,
  2 ** 53,
  1e308,
  true,
  [],
  {},
  [[[[]]]],
  { length: 1e9 },
  'x'.repeat(5_000),
);

/**
 * Bodies of about the shape that a schema asks for: most parts fit, some are left out, doubled, of another type or hostile. They get further
 * into the program than noise does.
 */
export function almostFitting(schema: z.ZodType): fc.Arbitrary<unknown> {
  return arbitraryOf(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonSchema, 0);
}

function arbitraryOf(schema: JsonSchema, depth: number): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 9, arbitrary: fitting(schema, depth) }, { weight: 1, arbitrary: hostile });
}

function fitting(schema: JsonSchema, depth: number): fc.Arbitrary<unknown> {
  if (depth > 6) return fc.constant(null);
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined) return fc.oneof(...choices.map((choice) => arbitraryOf(choice, depth + 1)));
  if (schema.type === 'object') return objectOf(schema, depth);
  if (schema.type === 'array') return fc.array(arbitraryOf(schema.items ?? {}, depth + 1), { maxLength: 3 });
  if (schema.type === 'integer' || schema.type === 'number') {
    const [min, max] = [Math.max(schema.minimum ?? -10, -1e9), Math.min(schema.maximum ?? 1e9, 1e9)];
    return fc.oneof(fc.integer({ min, max }), fc.constantFrom(min, max, min - 1, max + 1, 0.5));
  }
  if (schema.type === 'boolean') return fc.boolean();
  if (schema.type === 'string') return textOf(schema);
  return fc.jsonValue({ maxDepth: 2 });
}

function textOf({ pattern, maxLength = 60 }: JsonSchema): fc.Arbitrary<string> {
  const free = fc.string({ unit: 'binary', maxLength: Math.min(maxLength + 1, 300) });
  if (pattern === undefined) return free;
  try {
    return fc.oneof(
      { weight: 4, arbitrary: fc.stringMatching(new RegExp(pattern, 'u'), { size: 'small' }) },
      { weight: 1, arbitrary: free },
    );
  } catch {
    // A pattern that fast-check cannot turn round, such as one with look-ahead.
    return free;
  }
}

function objectOf({ properties = {}, required = [], additionalProperties }: JsonSchema, depth: number): fc.Arbitrary<unknown> {
  const fields = Object.fromEntries(Object.entries(properties).map(([name, part]) => [name, arbitraryOf(part, depth + 1)]));
  const whole = fc.record(fields, { requiredKeys: [...required].filter((name) => name in fields), noNullPrototype: true });
  const lacking = fc.record(fields, { requiredKeys: [], noNullPrototype: true });
  const further =
    typeof additionalProperties === 'object'
      ? fc.dictionary(fc.string({ maxLength: 10 }), arbitraryOf(additionalProperties, depth + 1), { maxKeys: 3, noNullPrototype: true })
      : fc.constant({});
  const shaped = fc.oneof({ weight: 9, arbitrary: whole }, { weight: 1, arbitrary: lacking });
  return fc.tuple(shaped, further).map(([own, more]) => ({ ...more, ...own }));
}
