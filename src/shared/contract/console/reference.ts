import { z } from 'zod';

/** The HTTP APIs that are described. */
export const apiNameSchema = z.enum(['platform', 'customer']);
export type ApiName = z.infer<typeof apiNameSchema>;

/** A line of the reference in pieces: plain words, code as one types it, and names of schemas, which lead to them. */
const wordsSchema = z.array(z.object({ kind: z.enum(['text', 'code', 'schema']), text: z.string() }));
export type Words = z.infer<typeof wordsSchema>;

const fieldSchema = z.object({
  name: z.string().describe('From the outermost field down, such as `decision.signals[].name`'),
  required: z.boolean(),
  type: wordsSchema,
  meaning: wordsSchema,
  limits: wordsSchema,
});
export type ReferenceField = z.infer<typeof fieldSchema>;

/** What a body or answer holds: its fields, or its type alone where it has none. */
const shapeSchema = z.object({ type: wordsSchema, fields: z.array(fieldSchema) });
export type ReferenceShape = z.infer<typeof shapeSchema>;

const routeSchema = z.object({
  id: z.string(),
  group: z.string(),
  method: z.string(),
  path: z.string(),
  summary: z.string(),
  about: wordsSchema,
  parameters: z.array(fieldSchema),
  body: shapeSchema.nullable(),
  examples: z.array(z.object({ summary: z.string(), json: z.string() })),
  curl: z.string(),
  answers: z.array(z.object({ status: z.string(), stream: z.boolean(), shape: shapeSchema })),
  errors: z.array(z.string()).describe('Statuses, each described once for all routes'),
});
export type ReferenceRoute = z.infer<typeof routeSchema>;

/** One HTTP API as people read it, in the order in which they read it. */
export const apiReferenceSchema = z.object({
  title: z.string(),
  version: z.string(),
  about: wordsSchema,
  security: wordsSchema,
  routes: z.array(routeSchema),
  errors: z.array(z.object({ status: z.string(), about: wordsSchema })),
  schemas: z.array(z.object({ name: z.string(), shape: shapeSchema })),
});
export type ApiReference = z.infer<typeof apiReferenceSchema>;
