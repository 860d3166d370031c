import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { targetOf, UsageError } from '../../../src/main/commands/command.ts';
import { main } from '../../../src/main/commands/main.ts';

const folder = mkdtempSync(join(tmpdir(), 'portcullis-cli-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const program = join(import.meta.dirname, '..', '..', '..', 'src', 'main', 'server.ts');

/** `npm test` has what Node compiled kept for the next process. */
const { NODE_COMPILE_CACHE } = process.env;
const compileCache = NODE_COMPILE_CACHE === undefined ? {} : { NODE_COMPILE_CACHE };

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

interface Running {
  readonly ended: Promise<Ended>;
  /** Resolves when the words have been printed. */
  printed(words: RegExp): Promise<RegExpExecArray>;
  kill(signal: NodeJS.Signals): void;
}

/** Runs the program as people do, by its sources, in a process of its own. */
function start(args: readonly string[], env: Readonly<Record<string, string>> = {}): Running {
  const child = spawn(process.execPath, [program, ...args], {
    cwd: folder,
    env: { PATH: process.env.PATH ?? '', HOME: folder, NODE_NO_WARNINGS: '1', ...compileCache, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let err = '';
  const watchers = new Set<() => void>();
  const heard = () => {
    for (const watcher of watchers) watcher();
  };
  child.stdout.on('data', (text) => {
    out += String(text);
    heard();
  });
  child.stderr.on('data', (text) => {
    err += String(text);
    heard();
  });
  const ended = new Promise<Ended>((resolve) => child.once('close', (code) => resolve({ code, out, err })));
  return {
    ended,
    kill: (signal) => child.kill(signal),
    printed: (words) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const found = words.exec(out + err);
          if (found !== null) resolve(found);
        };
        watchers.add(look);
        look();
        void ended.then(() => reject(new Error(`ended without ${words}: ${out}${err}`)));
      }),
  };
}

const run = (args: readonly string[], env?: Readonly<Record<string, string>>) => start(args, env).ended;
const place = (name: string) => join(folder, name);

describe('the command line', () => {
  it('tells what it can do and which version it is', async () => {
    const help = await run(['--help']);
    expect(help).toMatchObject({ code: 0, err: '' });
    for (const command of ['serve', 'import', 'backup', 'restore', 'keys', 'verify', 'audit']) expect(help.out).toContain(command);
    expect((await run(['--version'])).out.trim()).toMatch(/^\d+\.\d+\.\d+/);
    expect((await run(['keys', '--help'])).out).toContain('--scopes');
  });

  it.each([
    [['dance'], /no command dance/],
    [['serve'], /--workspace DIR/],
    [['serve', '--workspace', 'x', '--port', '99999'], /--port/],
    [['serve', '--workspace', 'x', '--database-url', 'postgres://x'], /not both/],
    [['serve', '--demo', '--log-level', 'loud'], /--log-level/],
    [['keys', 'create', '--workspace', 'x'], /--name/],
    [['keys', 'create', '--workspace', 'x', '--name', 'n', '--scopes', 'everything'], /no scope everything/],
    [['backup', '--workspace', 'x'], /file/],
    [['import', 'x.csv', '--wrong'], /--wrong/],
    [['rules', 'dance'], /check, export, import or schema/],
    [['rules', 'import', 'x.yaml', '--workspace', 'x'], /--as MAIL/],
    [['backtest', '--history', 'workspace'], /--rules FILE/],
    [['backtest', '--rules', 'x.yaml', '--history', 'x.csv', '--max-alert-rate', 'few'], /--max-alert-rate/],
    [['audit', 'export', '--workspace', 'x'], /file/],
    [['audit', 'export', 'x.ndjson', '--format', 'pdf', '--workspace', 'x'], /--format/],
    [['audit', 'export', 'x.ndjson', '--from', 'yesterday', '--workspace', 'x'], /--from/],
  ] as const)('refuses %j in one line', async (args, words) => {
    const said: string[] = [];
    const say = (line: string) => void said.push(line);
    const around = { out: say, err: say, env: {}, cwd: folder, interrupted: new AbortController().signal };
    const refusal = await main(args, around).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(UsageError);
    expect((refusal as UsageError).message).toMatch(words);
    expect((refusal as UsageError).message).not.toContain('\n');
    expect(said).toEqual([]);
  });

  it('says in one line, without a stack, that a database has no root keys here', async () => {
    const { code, err } = await run(['verify', '--database-url', 'postgres://nobody@127.0.0.1:1/none']);
    expect(code).toBe(1);
    expect(err.trim().split('\n')).toEqual([expect.stringMatching(/^portcullis: Give the root keys of this database/)]);
  });

  it('takes every form of a PostgreSQL address, also of one behind a Unix socket', () => {
    for (const databaseUrl of ['postgres://shop@db.example:5432/shop', 'postgresql://postgres@/shop?host=/var/run/postgresql']) {
      expect(targetOf({ 'database-url': databaseUrl }, { env: {}, cwd: folder })).toEqual({ target: { databaseUrl }, demo: false });
    }
    for (const wrong of ['mysql://db/shop', 'postgres://', 'postgres://a b', 'shop']) {
      expect(() => targetOf({ 'database-url': wrong }, { env: {}, cwd: folder })).toThrow(UsageError);
    }
  });

  it('ends a misused command with its own exit code', async () => {
    expect(await run(['dance'])).toEqual({ code: 64, out: '', err: 'portcullis: There is no command dance. Run: portcullis --help\n' });
  });

  it('AU-02 exports the audit trail to a file that the stand-alone script verifies, and finds one that was changed', async () => {
    const workspace = ['--workspace', place('exported')];
    await run(['keys', 'create', '--name', 'shop', ...workspace]);
    const trail = place('trail.ndjson');
    expect(await run(['audit', 'export', trail, ...workspace])).toMatchObject({ code: 0, err: expect.stringContaining(trail) });
    expect(statSync(trail).mode & 0o077).toBe(0);
    expect((await run(['audit', 'export', trail, ...workspace])).code).toBe(1);
    const [, key = ''] = (await run(['audit', 'keys', ...workspace])).out.trim().split('\t');
    const script = join(import.meta.dirname, '..', '..', '..', 'docs', 'verify-audit.mjs');
    const check = (file: string) => spawnSync(process.execPath, [script, file, '--key', key], { encoding: 'utf8' });
    expect(check(trail)).toMatchObject({ status: 0, stdout: expect.stringContaining('Sound: 2 entries') });
    const changed = place('changed.ndjson');
    writeFileSync(changed, readFileSync(trail, 'utf8').replace('platform_key.created', 'platform_key.revoked'));
    expect(check(changed)).toMatchObject({ status: 1, stderr: expect.stringContaining('was altered') });
    const sheet = place('trail.csv');
    expect((await run(['audit', 'export', sheet, '--format', 'csv', ...workspace])).code).toBe(0);
    expect(readFileSync(sheet, 'utf8').split('\r\n')[0]).toContain('chain,seq,at');
  });

  it('IN-01 makes the first key without a window, and lists and revokes it', async () => {
    const workspace = ['--workspace', place('keys')];
    const created = await run(['keys', 'create', '--name', 'shop', '--scopes', 'accounts:read,accounts:write', ...workspace]);
    expect(created.code).toBe(0);
    const token = created.out.trim();
    expect(token).toMatch(/^psk_[A-Za-z0-9_-]{43}$/);
    const id = /pk_[0-9a-z]{26}/.exec(created.err)?.[0] ?? '';
    const listed = await run(['keys', 'list', ...workspace]);
    expect(listed.out).toContain(id);
    expect(listed.out).not.toContain(token);
    expect((await run(['keys', 'revoke', id, ...workspace])).code).toBe(0);
    expect((await run(['keys', 'list', ...workspace])).out).toContain('revoked');
    const again = await run(['keys', 'revoke', id, ...workspace]);
    expect(again).toMatchObject({ code: 1, out: '' });
    expect(again.err.trim()).toBe('portcullis: This key was revoked before.');
  });

  it('keeps the root keys to their owner and refuses a workspace whose key is gone', async () => {
    const workspace = place('keyless');
    await run(['keys', 'list', '--workspace', workspace]);
    const file = join(workspace, 'keys', 'root.key');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    rmSync(file);
    const { code, err } = await run(['keys', 'list', '--workspace', workspace]);
    expect(code).toBe(1);
    expect(err).toContain('root.key');
    expect(existsSync(file)).toBe(false);
  });

  it('asks for root keys in the environment where there is no workspace to keep them', async () => {
    const { code, err } = await run(['serve', '--database-url', 'postgres://nobody@127.0.0.1:1/none']);
    expect(code).toBe(1);
    expect(err).toContain('PORTCULLIS_ROOT_KEYS');
  });

  it('backs up, restores and verifies', async () => {
    const workspace = place('original');
    await run(['keys', 'create', '--name', 'shop', '--workspace', workspace]);
    expect((await run(['backup', 'copy.db', '--workspace', workspace])).code).toBe(0);
    const taken = await run(['backup', 'copy.db', '--workspace', workspace]);
    expect(taken.code).toBe(1);
    const restored = place('restored');
    expect((await run(['restore', 'copy.db', '--workspace', restored])).code).toBe(0);
    const withoutKey = await run(['verify', '--workspace', restored]);
    expect(withoutKey.code).toBe(1);
    const env = {
      PORTCULLIS_ROOT_KEYS:
        readFileSync(join(workspace, 'keys', 'root.key'), 'utf8')
          .split('\n')
          .at(1) ?? '',
    };
    const verified = await run(['verify', '--workspace', restored], env);
    expect(verified).toMatchObject({ code: 0, out: expect.stringContaining('sound') });
    const second = await run(['restore', 'copy.db', '--workspace', restored]);
    expect(second.code).toBe(1);
    expect((await run(['restore', 'copy.db', '--workspace', restored, '--overwrite'])).code).toBe(0);
  });

  it('RT-09 imports a history file, reports bad rows by line and does nothing the second time', async () => {
    const file = place('history.csv');
    writeFileSync(
      file,
      [
        'user,time,ip,outcome',
        'alice,Dec 10 06:55:46,203.0.113.1,wrong_password',
        'bob,not a time,203.0.113.2,accepted',
        'carol,Dec 10 06:55:48,203.0.113.3,unknown_user',
        '',
      ].join('\n'),
    );
    const args = ['import', file, '--mapping', 'ssh-logins', '--workspace', place('imports')];
    const first = await run(args);
    expect(first.err).toMatch(/line 3: /);
    expect(JSON.parse(first.out)).toMatchObject({ status: 'finished', rowsAccepted: 2, rowsRejected: 1 });
    expect(first.code).toBe(0);
    const second = await run(args);
    expect(second).toMatchObject({ code: 0, err: expect.stringContaining('nothing was done') });
  });
});

describe('the server as a process', () => {
  it('serves until SIGTERM, then stops in order and gives the workspace back', async () => {
    const workspace = place('served');
    const token = (await run(['keys', 'create', '--name', 'k', '--workspace', workspace])).out.trim();
    const server = start(['--port', '0', '--workspace', workspace]);
    const [, url = ''] = await server.printed(/ready on (http:\S+)/);
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const put = await fetch(`${url}/platform/v1/accounts/acc-1`, { method: 'PUT', headers, body: '{}' });
    expect(put.status).toBe(200);
    const inUse = await run(['keys', 'list', '--workspace', workspace]);
    expect(inUse).toMatchObject({ code: 1, err: expect.stringContaining('open') });
    expect((await run(['backup', 'live.db', '--workspace', workspace])).code).toBe(0);
    server.kill('SIGTERM');
    const { code, out } = await server.ended;
    expect(code).toBe(0);
    const lines = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { msg: string; level: string });
    expect(lines.map(({ msg }) => msg)).toEqual(expect.arrayContaining(['listening', 'stopping', 'stopped']));
    expect(lines.filter(({ level }) => level === 'error')).toEqual([]);
    expect((await run(['keys', 'list', '--workspace', workspace])).code).toBe(0);
  });

  it('says in one line why it cannot start', async () => {
    const workspace = place('taken');
    const first = start(['--port', '0', '--workspace', workspace]);
    const [, url = ''] = await first.printed(/ready on (http:\S+)/);
    const second = await run(['--port', new URL(url).port, '--workspace', place('other')]);
    expect(second.code).toBe(1);
    expect(second.err).toContain('EADDRINUSE');
    first.kill('SIGINT');
    expect((await first.ended).code).toBe(0);
  });
});
