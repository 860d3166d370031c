import { type PlatformKeyId, platformKeyIdSchema, type Scope, scopes } from '../../shared/vocabulary/index.ts';
import { systemActor } from '../engine/actor.ts';
import { createKey, listKeys, revokeKey } from '../engine/integration/keys.ts';
import { type Command, parse, type Surroundings, targetOptions, targetUsage, UsageError, withEngine } from './command.ts';

const actor = systemActor('command-line');

function scopesOf(text: string | undefined): Scope[] {
  if (text === undefined || text === 'all') return [...scopes];
  return text.split(',').map((scope) => {
    if (!(scopes as readonly string[]).includes(scope)) throw new UsageError(`There is no scope ${scope}. Scopes: ${scopes.join(', ')}`);
    return scope as Scope;
  });
}

async function create(args: readonly string[], around: Surroundings): Promise<number> {
  const { values } = parse(args, { ...targetOptions, name: { type: 'string' }, scopes: { type: 'string' } });
  const name = values.name?.trim() ?? '';
  if (name === '' || name.length > 80) throw new UsageError('Give the key a name of 1 to 80 characters: --name NAME.');
  const wanted = scopesOf(values.scopes);
  const { key, token } = await withEngine(values, around, (engine) => createKey(engine, actor, { name, scopes: wanted }));
  around.err(`${key.id} (${key.scopes.join(' ')}). This is the key; it is not shown again:`);
  around.out(token);
  return 0;
}

async function list(args: readonly string[], around: Surroundings): Promise<number> {
  const { values } = parse(args, targetOptions);
  const { items } = await withEngine(values, around, (engine) => listKeys(engine, actor));
  const time = (at: number | null) => (at === null ? 'never' : new Date(at).toISOString());
  for (const key of items) {
    const state = key.revokedAt === null ? `last used ${time(key.lastUsedAt)}` : `revoked ${time(key.revokedAt)}`;
    around.out([key.id, key.hint, key.name, key.scopes.join(' '), state].join('\t'));
  }
  return 0;
}

async function revoke(args: readonly string[], around: Surroundings): Promise<number> {
  const { values, positionals } = parse(args, { ...targetOptions, reason: { type: 'string' } }, 1);
  const id = platformKeyIdSchema.safeParse(positionals[0]);
  if (!id.success) throw new UsageError('Name the key by its id, as `portcullis keys list` shows it.');
  const reason = values.reason ?? 'revoked on the command line';
  const key = await withEngine(values, around, (engine) => revokeKey(engine, actor, { id: id.data as PlatformKeyId, reason }));
  around.err(`${key.id} is revoked.`);
  return 0;
}

const actions: Readonly<Record<string, typeof create>> = { create, list, revoke };

export const keys: Command = {
  usage: `portcullis keys create --name NAME [--scopes LIST] [target]
portcullis keys list [target]
portcullis keys revoke ID [--reason TEXT] [target]

  --scopes LIST         comma-separated, or all (the default): ${scopes.join(', ')}
${targetUsage}

The new key is the only line on standard output, so that a script can keep it.`,

  async run([action = '', ...args], around) {
    const run = Object.hasOwn(actions, action) ? actions[action] : undefined;
    if (run === undefined) throw new UsageError('Say what to do with keys: create, list or revoke.');
    return run(args, around);
  },
};
