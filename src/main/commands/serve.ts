import { createLogger } from '../adapters/pino-log.ts';
import { startDemoTraffic } from '../compose/demo.ts';
import { type ExchangePlace, startDemoExchange } from '../compose/exchange.ts';
import { messagesUsage } from '../compose/messages.ts';
import { compose } from '../compose.ts';
import { lanAddresses } from '../demo/exchange/certificate.ts';
import { needsFirstAdministrator, setUpCode } from '../engine/staff/set-up.ts';
import { isLoopback } from '../http/security.ts';
import { type Command, parse, targetOf, targetOptions, targetUsage, UsageError } from './command.ts';

const levels = ['debug', 'info', 'warn', 'error', 'silent'] as const;
type Level = (typeof levels)[number];

const options = {
  ...targetOptions,
  host: { type: 'string', default: '127.0.0.1' },
  port: { type: 'string', default: '8080' },
  'log-level': { type: 'string', default: 'info' },
  'trust-proxy': { type: 'string' },
  'asn-file': { type: 'string' },
  'demo-host': { type: 'string' },
  'demo-port': { type: 'string' },
  'demo-origin': { type: 'string' },
  'demo-tls-cert': { type: 'string' },
  'demo-tls-key': { type: 'string' },
} as const;

/** Longer than any call in flight may take; then the process ends whatever still runs. */
const STOP_WITHIN_MS = 20_000;

function portOf(text: string, option = '--port'): number {
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port > 65_535) throw new UsageError(`${option} must be a number from 0 to 65535.`);
  return port;
}

interface DemoValues {
  readonly 'demo-host'?: string | undefined;
  readonly 'demo-port'?: string | undefined;
  readonly 'demo-origin'?: string | undefined;
  readonly 'demo-tls-cert'?: string | undefined;
  readonly 'demo-tls-key'?: string | undefined;
}

/** Where the demo's exchange is to be opened. @param port Portcullis' own: whoever takes any free port wants one for the exchange too */
function exchangeOf(values: DemoValues, port: number): Omit<ExchangePlace, 'workspace' | 'logger'> {
  const { 'demo-host': host, 'demo-port': ownPort, 'demo-origin': origin, 'demo-tls-cert': cert, 'demo-tls-key': key } = values;
  if ((cert === undefined) !== (key === undefined)) throw new UsageError('Give --demo-tls-cert and --demo-tls-key together.');
  if (origin !== undefined && (!URL.canParse(origin) || new URL(origin).origin !== origin)) {
    throw new UsageError('--demo-origin must be an origin such as https://exchange.example.org:7413, without a path.');
  }
  return {
    host,
    port: ownPort === undefined ? (port === 0 ? 0 : undefined) : portOf(ownPort, '--demo-port'),
    origin,
    tls: cert === undefined || key === undefined ? undefined : { cert, key },
  };
}

export const serve: Command = {
  usage: `portcullis serve [options]

${targetUsage}
  --host HOST           address to listen on (default 127.0.0.1)
  --port N              port to listen on, 0 for any (default 8080)
  --log-level LEVEL     debug, info, warn, error or silent (default info)
  --trust-proxy LIST    addresses of proxies whose X-Forwarded-For is believed
  --asn-file FILE       an ASN database in MaxMind's format

With --demo, the exchange whose customers one can be:
  --demo-host HOST      address that its site and phone app listen on (default 127.0.0.1); beyond this machine always HTTPS
  --demo-port N         port, 0 for any (default 7413)
  --demo-origin URL     where they are opened, when the host does not say it; passkeys then belong to that name
  --demo-tls-cert FILE  certificate in PEM, and
  --demo-tls-key FILE   its key; without them one is made that browsers ask about

Environment:
  PORTCULLIS_ROOT_KEYS      root keys as id:base64, comma-separated, newest last; required with --database-url
  PORTCULLIS_METRICS_TOKEN  who knows it may read /metrics from other machines
${messagesUsage}`,

  async run(args, around) {
    const { values } = parse(args, options);
    const { target, demo } = targetOf(values, around);
    const level = values['log-level'];
    if (!(levels as readonly string[]).includes(level)) throw new UsageError(`--log-level must be one of ${levels.join(', ')}.`);
    if (demo && !isLoopback(values.host)) {
      throw new UsageError('The demo signs in whoever asks, so it listens on this machine only: leave --host out.');
    }
    const port = portOf(values.port);
    const place = exchangeOf(values, port);
    if (!demo && Object.keys(values).some((name) => name.startsWith('demo-'))) throw new UsageError('The demo’s options need --demo.');
    const logger = createLogger({ level: level as Level });
    const backend = await compose({ target, demo, shell: 'server', logger, env: around.env, asnFile: values['asn-file'] });
    try {
      const trustProxy = values['trust-proxy'];
      const server = await backend.listenHttp({ host: values.host, port, ...(trustProxy === undefined ? {} : { trustProxy }) });
      logger.info({ url: server.url, demo }, 'listening');
      around.err(`Portcullis is ready on ${server.url}${demo ? ' (demo)' : ''}`);
      const reachable = !isLoopback(values.host) || trustProxy !== undefined;
      if (!demo && reachable && (await needsFirstAdministrator(backend.engine))) {
        around.err(`Nobody is set up yet. From another machine, the first administrator needs this code: ${setUpCode(backend.engine)}`);
      }
      if (demo && 'workspace' in target) {
        const exchange = await startDemoExchange(backend, server.url, { ...place, workspace: target.workspace, logger });
        around.err(`Be a customer on ${exchange.url} and with the phone on ${exchange.url}/phone`);
        if (place.host !== undefined && !isLoopback(place.host) && place.origin === undefined) {
          const { protocol, port: listening } = new URL(exchange.url);
          for (const address of lanAddresses()) around.err(`From other machines: ${protocol}//${address}:${listening}/phone`);
        }
        await startDemoTraffic(backend, server.url);
      }
      await new Promise<void>((resolve) => {
        if (around.interrupted.aborted) resolve();
        around.interrupted.addEventListener('abort', () => resolve(), { once: true });
      });
      logger.info('stopping');
    } finally {
      const late = setTimeout(() => {
        logger.error('stopping took too long; leaving now');
        process.exit(1);
      }, STOP_WITHIN_MS);
      late.unref();
      await backend.close();
      clearTimeout(late);
    }
    logger.info('stopped');
    return 0;
  },
};
