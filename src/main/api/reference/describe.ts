import type { OpenAPI } from '@orpc/contract';
import type { ApiName, ApiReference, ReferenceField, ReferenceRoute } from '../../../shared/contract/console/reference.ts';
import { type ApiDocument, customerDocument, platformDocument } from '../openapi.ts';
import { curlOf } from './curl.ts';
import { fieldOf, referenceShape } from './shape.ts';
import { prose } from './words.ts';

type Operation = OpenAPI.OperationObject;

const methods = ['get', 'post', 'put', 'patch', 'delete'] as const;
const places: Readonly<Record<string, string>> = { path: 'In the path', query: 'In the query', header: 'A header' };

function parametersOf(operation: Operation): ReferenceField[] {
  const given = (operation.parameters ?? []).filter((parameter) => 'name' in parameter);
  return given.map(({ name, required = false, schema, description, in: place }) =>
    fieldOf(`${name}`, required, schema, [places[place], description].filter(Boolean).join('. ')),
  );
}

const jsonOf = ({ requestBody: body }: Operation) =>
  body !== undefined && 'content' in body ? body.content['application/json'] : undefined;

function answersOf(operation: Operation): ReferenceRoute['answers'] {
  const good = Object.entries(operation.responses ?? {}).filter(([status]) => Number(status) < 400);
  return good.map(([status, response]) => {
    const content = response !== undefined && 'content' in response ? (response.content ?? {}) : {};
    const [type, media] = Object.entries(content)[0] ?? [];
    return { status, stream: type === 'text/event-stream', shape: referenceShape(media?.schema, false) };
  });
}

function routeOf(path: string, method: string, operation: Operation, token: string): ReferenceRoute {
  const json = jsonOf(operation);
  const examples = Object.values(json?.examples ?? {})
    .flatMap((example) => ('value' in example ? [example] : []))
    .map(({ summary = '', value }) => ({ summary, json: JSON.stringify(value, null, 2) }));
  const answers = answersOf(operation);
  return {
    id: operation.operationId ?? `${method} ${path}`,
    group: operation.tags?.[0] ?? 'Other',
    method: method.toUpperCase(),
    path,
    summary: operation.summary ?? path,
    about: prose(operation.description),
    parameters: parametersOf(operation),
    body: operation.requestBody === undefined ? null : referenceShape(json?.schema, true),
    examples,
    curl: curlOf({ method, path, operation, token, body: examples[0]?.json, stream: answers.some(({ stream }) => stream) }),
    answers,
    errors: Object.keys(operation.responses ?? {}).filter((status) => Number(status) >= 400),
  };
}

/** An OpenAPI document as people read it; every form of the reference is made from this. */
export function describeApi(document: ApiDocument, token: string): ApiReference {
  const { info, components = {}, paths = {} } = document;
  const routes = Object.entries(paths).flatMap(([path, item]) =>
    methods.flatMap((method) => {
      const operation = item?.[method];
      return operation === undefined ? [] : [routeOf(path, method, operation, token)];
    }),
  );
  const groups = [...new Set(routes.map(({ group }) => group))];
  const security = Object.values(components.securitySchemes ?? {}).map((scheme) => ('description' in scheme ? scheme.description : ''));
  return {
    title: info.title,
    version: info.version,
    about: prose(info.description),
    security: prose(security.join(' ')),
    routes: routes.toSorted((one, other) => groups.indexOf(one.group) - groups.indexOf(other.group)),
    errors: Object.entries(components.responses ?? {}).map(([name, response]) => ({
      status: name.replace('Error', ''),
      about: prose('description' in response ? response.description : undefined),
    })),
    schemas: Object.entries(components.schemas ?? {}).map(([name, schema]) => ({
      name,
      shape: referenceShape(schema, name.endsWith('Input') || name === 'PublicKey'),
    })),
  };
}

/** An HTTP API in both its forms: for programs and for people. */
export interface DescribedApi {
  readonly document: ApiDocument;
  readonly reference: ApiReference;
}

const surfaces = {
  platform: { build: platformDocument, token: '$KEY' },
  customer: { build: customerDocument, token: '$TOKEN' },
} as const;

const described = new Map<string, Promise<DescribedApi>>();

/** Builds what is said of an API when it is first asked for, and keeps it. */
export function describedApi(name: ApiName, version: string): Promise<DescribedApi> {
  const key = `${name} ${version}`;
  const known = described.get(key) ?? build(name, version);
  described.set(key, known);
  return known;
}

async function build(name: ApiName, version: string): Promise<DescribedApi> {
  const { build: generate, token } = surfaces[name];
  const document = await generate(version);
  return { document, reference: describeApi(document, token) };
}
