import type { Linked, SimilarCase } from '../../../../shared/contract/console/cases.ts';
import type { AuditEntry } from '../../../../shared/contract/console/index.ts';
import type { AccountId, CaseId, CaseOutcome, LinkKind } from '../../../../shared/vocabulary/index.ts';
import type { ReadTx } from '../../../store/store.ts';
import { masked, maskName } from '../../accounts/masking.ts';
import { loadAccount } from '../../accounts/view.ts';
import { requirePermission, type StaffActor } from '../../actor.ts';
import { auditOfSubjects } from '../../audit/list.ts';
import type { Engine } from '../../engine.ts';
import { namesOf } from '../detail.ts';
import type { StoredCase } from '../store.ts';
import { loadCase } from '../transition.ts';
import { inWords, rarity, similarity } from './similarity.ts';
import { devicesUsed, documentsHeld, lastClosed, nodesOf, placesUsed, sharing } from './store.ts';

const LOOKED_AT = 300;
const SIMILAR_SHOWN = 8;
const LEAST_SIMILAR = 0.3;
const HISTORY_SHOWN = 200;

const featuresOf = (row: { readonly features: string }): readonly string[] => JSON.parse(row.features) as string[];

/**
 * Past cases of the same kind that are most like this one, with how they ended. Looks at the last few hundred, which is what the policy
 * of today was like.
 * @throws PortcullisError `forbidden`, `not_found`
 */
export async function similarCases(
  engine: Engine,
  actor: StaffActor,
  id: CaseId,
): Promise<{ readonly items: SimilarCase[]; readonly looked: number }> {
  requirePermission(actor, 'cases.read');
  return engine.store.read(async (tx) => {
    const found = await loadCase(tx, id);
    const past = (await tx.all(lastClosed, { kind: found.kind, limit: LOOKED_AT })).filter((row) => row.id !== id);
    const names = await namesOf(tx);
    const own = featuresOf(found);
    const weightOf = rarity(past.map(featuresOf));
    const scored = past
      .map((row) => ({ row, score: similarity(own, featuresOf(row), weightOf) }))
      .filter(({ score }) => score >= LEAST_SIMILAR)
      .sort((a, b) => b.score - a.score || (b.row.closedAt ?? 0) - (a.row.closedAt ?? 0))
      .slice(0, SIMILAR_SHOWN);
    return {
      looked: past.length,
      items: scored.map(({ row, score }) => ({
        id: row.id as CaseId,
        title: row.title,
        accountId: row.accountId as AccountId,
        outcome: row.outcome as CaseOutcome | null,
        closedAt: row.closedAt ?? 0,
        closedBy: row.closedBy === null ? null : (names.get(row.closedBy) ?? row.closedBy),
        reason: row.reason,
        score: Math.round(score * 100) / 100,
        shared: own.filter((feature) => featuresOf(row).includes(feature)).map(inWords),
      })),
    };
  });
}

/** Bounds of the graph: a shop's network or an exchange's own wallet must neither hold the database nor fill the page. */
const THINGS = { device: 10, document: 5, operations: 200, destination: 15, address: 15 } as const;
const NAMED_PER_LINK = 20;
const COUNTED_PER_LINK = 100;
const ACCOUNTS = 60;

interface Thing {
  readonly kind: LinkKind;
  readonly key: string;
  readonly label: string;
}

/** What an account has that another may have too. */
async function thingsOf(tx: ReadTx, accountId: string): Promise<readonly Thing[]> {
  const devices = await tx.all(devicesUsed, { accountId, limit: THINGS.device });
  const documents = await tx.all(documentsHeld, { accountId, limit: THINGS.document });
  const places = await tx.all(placesUsed, { accountId, limit: THINGS.operations });
  const short = (text: string) => (text.length > 13 ? `${text.slice(0, 6)}…${text.slice(-5)}` : text);
  const destinations = new Map(
    places.flatMap(({ destination, destinationKey, asset }) =>
      destination === null || destinationKey === null ? [] : [[destinationKey, `${asset ?? ''} ${short(destination)}`.trim()]],
    ),
  );
  const addresses = new Map(
    places.flatMap(({ address, addressKey, country }) =>
      address === null || addressKey === null ? [] : [[addressKey, `${maskAddress(address)} ${country ?? ''}`.trim()]],
    ),
  );
  return [
    ...devices.map(({ id, name }): Thing => ({ kind: 'device', key: id, label: name ?? short(id) })),
    ...documents.map(
      ({ numberHash, kind, country }): Thing => ({ kind: 'document', key: numberHash, label: `${inWords(kind)} ${country}` }),
    ),
    ...[...destinations].slice(0, THINGS.destination).map(([key, label]): Thing => ({ kind: 'destination', key, label })),
    ...[...addresses].slice(0, THINGS.address).map(([key, label]): Thing => ({ kind: 'address', key, label })),
  ];
}

/** `198.51.100.7` → `198.51.•••`: enough to tell networks apart. */
function maskAddress(address: string): string {
  const separator = address.includes(':') ? ':' : '.';
  return `${address.split(separator).slice(0, 2).join(separator)}${separator}•••`;
}

/**
 * Accounts that share a device, a network address, a document or a destination with the case's own.
 * @throws PortcullisError `forbidden`, `not_found`
 */
export async function linkedAccounts(engine: Engine, actor: StaffActor, id: CaseId): Promise<Linked> {
  requirePermission(actor, 'customers.read');
  return engine.store.read(async (tx) => neighbourhoodOf(tx, (await loadCase(tx, id)).account_id));
}

/** The same around a customer. @throws PortcullisError `forbidden`, `not_found` */
export async function linkedToCustomer(engine: Engine, actor: StaffActor, id: AccountId): Promise<Linked> {
  requirePermission(actor, 'customers.read');
  return engine.store.read(async (tx) => neighbourhoodOf(tx, (await loadAccount(tx, id)).id));
}

/** A graph of one step, bounded on every side. Names are masked and no shared value is shown in clear. */
async function neighbourhoodOf(tx: ReadTx, own: string): Promise<Linked> {
  const links: Linked['links'] = [];
  const named = new Set<string>([own]);
  let truncated = false;
  for (const { kind, key, label } of await thingsOf(tx, own)) {
    const others = (await sharing[kind](tx, key, COUNTED_PER_LINK + 1)).filter((accountId) => accountId !== own);
    if (others.length === 0) continue;
    const shown = others.slice(0, NAMED_PER_LINK).filter((accountId) => named.has(accountId) || named.size < ACCOUNTS);
    for (const accountId of shown) named.add(accountId);
    truncated ||= shown.length < others.length;
    links.push({ kind, label, accountIds: [own, ...shown] as AccountId[], total: Math.min(others.length, COUNTED_PER_LINK) + 1 });
  }
  const nodes = new Map((await nodesOf(tx, [...named])).map((node) => [node.id, node]));
  return {
    accounts: [...named].flatMap((accountId) => {
      const node = nodes.get(accountId);
      if (node === undefined) return [];
      const { id: nodeId, name, ...rest } = node;
      return [{ ...rest, accountId: nodeId as AccountId, customerName: masked(maskName, name) }];
    }),
    links,
    truncated,
  };
}

const subjectsOf = (found: StoredCase): string[] =>
  [found.id, found.subject_id, found.operation_id].filter((each): each is string => each !== null);

/** What happened to a case and to what it is about, newest first, from the audit trail. @throws PortcullisError `forbidden`, `not_found` */
export async function caseHistory(engine: Engine, actor: StaffActor, id: CaseId): Promise<{ readonly items: AuditEntry[] }> {
  requirePermission(actor, 'cases.read');
  return engine.store.read(async (tx) => {
    const found = await loadCase(tx, id);
    const ids = subjectsOf(found);
    return { items: await auditOfSubjects(tx, found.account_id as AccountId, ids, HISTORY_SHOWN) };
  });
}
