import { createLogger } from '../adapters/pino-log.ts';
import { startDemoTraffic } from '../compose/demo.ts';
import { messagesUsage } from '../compose/messages.ts';
import { compose } from '../compose.ts';
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
} as const;

/** Longer than any call in flight may take; then the process ends whatever still runs. */
const STOP_WITHIN_MS = 20_000;

function portOf(text: string): number {
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port > 65_535) throw new UsageError('--port must be a number from 0 to 65535.');
  return port;
}

export const serve: Command = {
  usage: `portcullis serve [options]

${targetUsage}
  --host HOST           address to listen on (default 127.0.0.1)
  --port N              port to listen on, 0 for any (default 8080)
  --log-level LEVEL     debug, info, warn, error or silent (default info)
  --trust-proxy LIST    addresses of proxies whose X-Forwarded-For is believed
  --asn-file FILE       an ASN database in MaxMind's format

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
    const logger = createLogger({ level: level as Level });
    const backend = await compose({ target, demo, shell: 'server', logger, env: around.env, asnFile: values['asn-file'] });
    try {
      const trustProxy = values['trust-proxy'];
      const server = await backend.listenHttp({ host: values.host, port, ...(trustProxy === undefined ? {} : { trustProxy }) });
      logger.info({ url: server.url, demo }, 'listening');
      around.err(`Portcullis is ready on ${server.url}${demo ? ' (demo)' : ''}`);
      if (demo) await startDemoTraffic(backend, server.url);
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
