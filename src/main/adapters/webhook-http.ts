import { lookup } from 'node:dns/promises';
import type { LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';
import type { Agent, Dispatcher } from 'undici';
import type { PostResult, WebhookTransport } from '../engine/integration/deliver.ts';

/**
 * Whether an address belongs to the public Internet. Everything else is refused: our own machine and network, link-local addresses with
 * the clouds' metadata services, carrier-grade NAT, multicast, documentation ranges, and IPv6 forms that wrap any of them.
 */
export function isPublicAddress(text: string): boolean {
  if (!ipaddr.isValid(text)) return false;
  const address = ipaddr.parse(text);
  if (address instanceof ipaddr.IPv4) return address.range() === 'unicast';
  if (address.isIPv4MappedAddress()) return address.toIPv4Address().range() === 'unicast';
  return address.range() === 'unicast' && address.match(globalUnicast);
}

/** All that IANA gives out of IPv6 for the public Internet; `::127.0.0.1` and other old forms lie outside of it. */
const globalUnicast = ipaddr.IPv6.parseCIDR('2000::/3');

/** An address that an endpoint's name stands for just now. */
export interface Resolved {
  readonly address: string;
  readonly family: number;
}

export type Resolve = (hostname: string) => Promise<readonly Resolved[]>;

const systemResolve: Resolve = (hostname) => lookup(hostname, { all: true, verbatim: true });

/** Why a call was not made; its words reach staff. */
class Refused extends Error {}

export interface WebhookHttpOptions {
  /** Whether addresses inside our own network may be called: on the demo workspace, or where the setting says so. */
  readonly allowPrivate: () => boolean;
  /** Milliseconds for the whole call, from the name's look-up to the answer's head. */
  readonly timeoutMs: () => number;
  readonly resolve?: Resolve | undefined;
}

/**
 * Makes the calls to webhook endpoints. The name is resolved once, every address it stands for must be allowed, and the connection goes to
 * the very address that was checked, so that a name cannot answer differently the second time (DNS rebinding). Redirects are not
 * followed and the answer's body is not read.
 */
export class WebhookHttp implements WebhookTransport {
  readonly #options: WebhookHttpOptions;
  readonly #resolve: Resolve;

  constructor(options: WebhookHttpOptions) {
    this.#options = options;
    this.#resolve = options.resolve ?? systemResolve;
  }

  async post(url: string, headers: Readonly<Record<string, string>>, body: string): Promise<PostResult> {
    const signal = AbortSignal.timeout(this.#options.timeoutMs());
    let agent: Agent | undefined;
    try {
      const target = new URL(url);
      const checked = await Promise.race([this.#check(target), aborted(signal)]);
      const undici = await import('undici');
      agent = new undici.Agent({ connect: { lookup: pinnedTo(checked), timeout: this.#options.timeoutMs() }, pipelining: 0 });
      const response = await agent.request({
        origin: target.origin,
        path: `${target.pathname}${target.search}`,
        method: 'POST',
        headers: { ...headers },
        body,
        signal,
      });
      await discard(response.body);
      return { status: response.statusCode };
    } catch (error) {
      return { error: reasonOf(error, signal) };
    } finally {
      await agent?.destroy();
    }
  }

  async #check(target: URL): Promise<Resolved> {
    if (target.protocol !== 'https:' && target.protocol !== 'http:') throw new Refused('the address is neither https nor http');
    const hostname = target.hostname.replace(/^\[(.*)\]$/, '$1');
    const literal = ipaddr.isValid(hostname);
    const all = literal ? [{ address: hostname, family: ipaddr.parse(hostname).kind() === 'ipv4' ? 4 : 6 }] : await this.#resolve(hostname);
    const [first] = all;
    if (first === undefined) throw new Refused('the name has no address');
    if (!this.#options.allowPrivate() && !all.every(({ address }) => isPublicAddress(address))) {
      throw new Refused('the address is not on the public Internet');
    }
    return first;
  }
}

/** A look-up that knows one answer: the address that was checked. */
function pinnedTo({ address, family }: Resolved): LookupFunction {
  return (_hostname, options, callback) => {
    if (options.all === true) callback(null, [{ address, family }]);
    else callback(null, address, family);
  };
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }));
}

/** Nothing in the answer's body matters to us, and an endless one must not hold us. */
async function discard(body: Dispatcher.ResponseData['body']): Promise<void> {
  body.on('error', () => undefined);
  body.destroy();
}

/** A short reason for staff. An endpoint's own words stay out of it: they could be anything. */
function reasonOf(error: unknown, signal: AbortSignal): string {
  if (error instanceof Refused) return error.message;
  if (signal.aborted) return 'no answer in time';
  const code = (error as { code?: unknown }).code;
  return typeof code === 'string' && /^[A-Z0-9_]{1,60}$/.test(code) ? code : 'the connection failed';
}
