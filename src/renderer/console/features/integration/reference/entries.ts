import type { ApiReference, ReferenceRoute, ReferenceShape } from '../../../../../shared/contract/console/reference.ts';

/** One thing of the reference that can be opened, by the name that stands in the address. */
export type Entry =
  | { readonly kind: 'route'; readonly id: string; readonly name: string; readonly route: ReferenceRoute }
  | { readonly kind: 'schema'; readonly id: string; readonly name: string; readonly shape: ReferenceShape };

export const schemaId = (name: string): string => `schema:${name}`;

/** The fields themselves where a call names nothing but a schema, so that nobody has to follow it. */
function spelledOut(shape: ReferenceShape, { schemas }: ApiReference): ReferenceShape {
  const [only, ...more] = shape.type;
  if (shape.fields.length > 0 || more.length > 0 || only?.kind !== 'schema') return shape;
  return schemas.find(({ name }) => name === only.text)?.shape ?? shape;
}

/** All that can be opened, in the order of the list. */
export function entriesOf(reference: ApiReference): readonly Entry[] {
  const { routes, schemas } = reference;
  const whole = (route: ReferenceRoute): ReferenceRoute => ({
    ...route,
    body: route.body === null ? null : spelledOut(route.body, reference),
    answers: route.answers.map((answer) => ({ ...answer, shape: spelledOut(answer.shape, reference) })),
  });
  return [
    ...routes.map((route): Entry => ({ kind: 'route', id: route.id, name: route.summary, route: whole(route) })),
    ...schemas.map(({ name, shape }): Entry => ({ kind: 'schema', id: schemaId(name), name, shape })),
  ];
}

/** Whether every word that was typed stands somewhere in what the entry is called, where it lies, or what its fields are. */
export function matches(entry: Entry, text: string): boolean {
  const said = entry.kind === 'route' ? routeText(entry.route) : [entry.name, ...fieldNames(entry.shape)];
  const all = said.join(' ').toLowerCase();
  return text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => all.includes(word));
}

const fieldNames = ({ fields }: ReferenceShape): readonly string[] => fields.map(({ name }) => name);

const routeText = ({ id, group, method, path, summary, parameters, body }: ReferenceRoute): readonly string[] => [
  id,
  group,
  method,
  path,
  summary,
  ...parameters.map(({ name }) => name),
  ...(body === null ? [] : fieldNames(body)),
];
