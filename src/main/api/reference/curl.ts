import type { OpenAPI } from '@orpc/contract';

interface CurlOptions {
  readonly method: string;
  readonly path: string;
  readonly operation: OpenAPI.OperationObject;
  /** The shell variable that holds the bearer token. */
  readonly token: string;
  readonly body: string | undefined;
  readonly stream: boolean;
}

/** As POSIX shells take it whatever stands in it. */
const quoted = (words: string): string => `'${words.replaceAll("'", "'\\''")}'`;

/** `accountId` as one names a shell variable. */
const variable = (name: string): string => `$${name.replace(/([a-z])([A-Z])/g, '$1_$2').toUpperCase()}`;

/** A call as one types it, with variables for what differs from place to place; secrets so stay out of the shell's history. */
export function curlOf({ method, path, operation, token, body, stream }: CurlOptions): string {
  const asked = (operation.parameters ?? []).filter((parameter) => 'name' in parameter && parameter.required === true);
  const query = asked.flatMap((parameter) =>
    'name' in parameter && parameter.in === 'query' ? [`${parameter.name}=${variable(`${parameter.name}`)}`] : [],
  );
  const headers = asked.flatMap((parameter) =>
    'name' in parameter && parameter.in === 'header' ? [`-H ${quoted(`${parameter.name}: ${parameter.example}`)}`] : [],
  );
  const address = `$PORTCULLIS${path.replace(/\{([^}]+)\}/g, (_, name: string) => variable(name))}`;
  const lines = [
    `curl -s${stream ? 'N' : ''}${method === 'get' ? '' : `X ${method.toUpperCase()}`} "${[address, query.join('&')].filter(Boolean).join('?')}"`,
    `-H "Authorization: Bearer ${token}"`,
    ...headers,
    ...(body === undefined ? [] : ["-H 'Content-Type: application/json'", `-d ${quoted(body)}`]),
  ];
  return lines.join(' \\\n  ');
}
