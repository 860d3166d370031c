import { getCACertificates, rootCertificates } from 'node:tls';
import { createORPCClient } from '@orpc/client';
import { StandardRPCLink } from '@orpc/client/standard';
import { LinkWebsocketClient } from '@orpc/client/websocket';
import type { ContractRouterClient } from '@orpc/contract';
import { type ClientOptions, WebSocket } from 'ws';
import type { ConsoleContract } from '../../../shared/contract/console/index.ts';
import { consoleStateSchema } from '../../../shared/contract/console/session.ts';
import type { KnownServer, ServerProblem } from '../../../shared/desktop-bridge.ts';
import { consoleSocketOf } from './address.ts';

/** A server that cannot be used, and why. */
export class ServerRefused extends Error {
  override readonly name = 'ServerRefused';
  readonly problem: ServerProblem;

  constructor(problem: ServerProblem) {
    super(`${problem.kind}: ${problem.detail}`);
    this.problem = problem;
  }
}

export interface Reached {
  readonly socket: WebSocket;
  readonly server: KnownServer;
  readonly demo: boolean;
}

const OPEN_WITHIN_MS = 8_000;
/** The largest message that the engine sends: a page of rows, or one chunk of a file. */
const MAX_MESSAGE = 32 * 1024 * 1024;

/** Certificates by which a server proves itself: those that come with the program, and those that this machine's owner trusts. */
function readAuthorities(): readonly string[] {
  try {
    return [...rootCertificates, ...getCACertificates('system')];
  } catch (error) {
    console.error('the certificates that this machine trusts could not be read', error);
    return rootCertificates;
  }
}

let authorities: readonly string[] | undefined;

function trustedAuthorities(): readonly string[] {
  authorities ??= readAuthorities();
  return authorities;
}

/** Certificates are checked whatever the environment says: `NODE_TLS_REJECT_UNAUTHORIZED` is for other programs. */
function socketOptions(trusted: readonly string[]): ClientOptions {
  return {
    handshakeTimeout: OPEN_WITHIN_MS,
    maxPayload: MAX_MESSAGE,
    perMessageDeflate: false,
    followRedirects: false,
    rejectUnauthorized: true,
    minVersion: 'TLSv1.2',
    ca: [...trusted],
  };
}

const CERTIFICATE_ERROR = /CERT|SELF_SIGNED|UNABLE_TO_(?:GET|VERIFY)|ALTNAME|HOSTNAME_MISMATCH|INVALID_PURPOSE|PATH_LENGTH/;

/** Why a connection failed, by the code of Node's error. Pure. */
export function problemOf(error: unknown): ServerProblem {
  if (error instanceof ServerRefused) return error.problem;
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (CERTIFICATE_ERROR.test(code)) return { kind: 'certificate', detail: code };
  const message = error instanceof Error ? error.message : String(error);
  if (/^Unexpected server response/.test(message)) return { kind: 'not_portcullis', detail: message.replace(/^.*: /, 'HTTP ') };
  return { kind: 'unreachable', detail: code === '' ? message : code };
}

/** Versions that speak the same contract: the same major, and before 1.0 the same minor. Pure. */
export function speaksOurs(theirs: string, ours: string): boolean {
  const parts = (version: string) => /^(\d+)\.(\d+)\./.exec(version)?.slice(1) ?? null;
  const [left, right] = [parts(theirs), parts(ours)];
  if (left === null || right === null) return false;
  return left[0] === right[0] && (left[0] !== '0' || left[1] === right[1]);
}

function opened(socket: WebSocket): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
    socket.once('close', (code) => reject(new Error(`closed with ${code}`)));
  });
}

export type ServerClient = ContractRouterClient<ConsoleContract>;

/** The console contract as a client over an open socket. */
export function clientOver(socket: WebSocket): ServerClient {
  // `ws` is a WebSocket in all that the link uses.
  const link = new LinkWebsocketClient({ websocket: socket as unknown as globalThis.WebSocket });
  // Whoever answers may send anything. What is no message of the protocol ends the connection, and nothing else: the link itself lets the
  // error escape to where it ends the process.
  const peer = Reflect.get(link, 'peer') as { message(raw: unknown): Promise<void> };
  const understand = peer.message.bind(peer);
  peer.message = (raw) => understand(raw).catch(() => socket.terminate());
  return createORPCClient(new StandardRPCLink(link, { url: 'http://orpc' }));
}

/** What answers on a socket, as far as it may be believed. @throws ServerRefused for anything but a server of ours */
async function identify(socket: WebSocket, origin: string, ourVersion: string): Promise<Omit<Reached, 'socket'>> {
  const late = new Promise<never>((_resolve, reject) => {
    setTimeout(() => reject(new ServerRefused({ kind: 'unreachable', detail: 'no answer' })), OPEN_WITHIN_MS).unref();
  });
  const answer: unknown = await Promise.race([
    clientOver(socket)
      .session.state()
      .catch(() => null),
    late,
  ]);
  const state = consoleStateSchema.safeParse(answer);
  if (!state.success || state.data.shell !== 'server') throw new ServerRefused({ kind: 'not_portcullis', detail: origin });
  const { version, workspace, demo } = state.data;
  if (!speaksOurs(version, ourVersion)) throw new ServerRefused({ kind: 'version', detail: `${version} / ${ourVersion}` });
  return { server: { address: origin, workspace, version }, demo };
}

/**
 * Opens a connection to a team's server and makes sure that it is one, before anything else is said.
 * @param origin as `parseServerAddress` gives it
 * @param trusted certificates in PEM by which a server may prove itself
 * @throws ServerRefused
 */
export async function reachServer(origin: string, ourVersion: string, trusted = trustedAuthorities()): Promise<Reached> {
  const socket = new WebSocket(consoleSocketOf(origin), socketOptions(trusted));
  // An error always comes with the end of the socket, to which everybody listens.
  socket.on('error', () => undefined);
  try {
    await opened(socket);
    return { socket, ...(await identify(socket, origin, ourVersion)) };
  } catch (error) {
    socket.terminate();
    throw new ServerRefused(problemOf(error));
  }
}
