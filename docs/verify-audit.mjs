#!/usr/bin/env node
// Checks an exported Portcullis audit trail (NDJSON) with nothing but Node 18 or newer. It shares no code with Portcullis on purpose.
//
//   node verify-audit.mjs trail.ndjson [--key BASE64]...
//
// --key names a public key that you got from the operator by another way than the file (`portcullis audit keys` prints them). Without it
// the keys in the file itself are used: that shows the file to be in itself whole, not who made it.
//
// Exit code: 0 sound, 1 not sound, 2 the file cannot be read.

import { createHash, createPublicKey, verify } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';

const GENESIS = '0'.repeat(64);

/** Each hash covers the hash before it and every field, in this order. */
const hashOf = (e) =>
  createHash('sha256')
    .update(
      JSON.stringify([
        e.previousHash,
        e.chain,
        e.seq,
        e.at,
        e.actorKind,
        e.actorId,
        e.action,
        e.accountId,
        e.subjectKind,
        e.subjectId,
        e.reason,
        e.address,
        e.changes,
      ]),
    )
    .digest('hex');

const publicKeyOf = (base64) => createPublicKey({ key: Buffer.from(base64, 'base64'), format: 'der', type: 'spki' });

class Unsound extends Error {}

async function check(file, pinned) {
  let header;
  let keys = [];
  let entries = 0;
  let gaps = 0;
  let checkpoints = 0;
  let previousSignature = null;
  let sealed = false;
  const digest = createHash('sha256');
  /** Per chain: the entry read last. */
  const ends = new Map();
  /** What checkpoints may later ask for: `chain:seq` → hash. */
  const hashes = new Map();

  const onEntry = (entry) => {
    const name = `Entry ${entry.seq} of chain ${entry.chain}`;
    if (hashOf(entry) !== entry.hash) throw new Unsound(`${name} was altered: its hash does not match what it says.`);
    const before = ends.get(entry.chain) ?? { seq: 0, hash: GENESIS };
    if (entry.seq <= before.seq) throw new Unsound(`${name} is out of order: it comes after entry ${before.seq}.`);
    if (entry.seq === before.seq + 1) {
      if (entry.previousHash !== before.hash) throw new Unsound(`${name} does not follow the one before it.`);
    } else if (header.complete) throw new Unsound(`Entry ${before.seq + 1} of chain ${entry.chain} is missing.`);
    else gaps += 1;
    ends.set(entry.chain, entry);
    hashes.set(`${entry.chain}:${entry.seq}`, entry.hash);
    entries += 1;
  };

  const onCheckpoint = (checkpoint) => {
    const name = `Checkpoint ${checkpoint.id}`;
    if (!keys.some((key) => verify(null, Buffer.from(checkpoint.text), key, Buffer.from(checkpoint.signature, 'base64url')))) {
      throw new Unsound(`${name} does not bear the signature of a key that counts.`);
    }
    const said = JSON.parse(checkpoint.text);
    if (said.previous !== previousSignature) throw new Unsound(`${name} does not follow the one before it.`);
    previousSignature = checkpoint.signature;
    for (const [chain, seq, hash] of said.heads) {
      const found = hashes.get(`${chain}:${seq}`);
      if (found === undefined ? header.complete && seq <= headOf(chain) : found !== hash) {
        throw new Unsound(`Chain ${chain} was rewritten at or before entry ${seq}: ${name} remembers another hash.`);
      }
      if (seq > headOf(chain)) lateCheckpoints += 1;
    }
    checkpoints += 1;
  };

  const onSeal = (seal) => {
    if (!keys.some((key) => verify(null, Buffer.from(seal.text), key, Buffer.from(seal.signature, 'base64url')))) {
      throw new Unsound('The seal does not bear the signature of a key that counts.');
    }
    const said = JSON.parse(seal.text);
    if (said.seals !== header.format || said.complete !== header.complete || said.digest !== digest.digest('hex')) {
      throw new Unsound('The seal is of another export: a line was changed, added or left out.');
    }
    sealed = true;
  };

  const headOf = (chain) => header.heads.find((head) => head.chain === chain)?.seq ?? 0;
  let lateCheckpoints = 0;

  for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY })) {
    if (sealed) throw new Unsound('Something was added after the seal.');
    const record = JSON.parse(line);
    if (record.type !== 'seal') digest.update(`${line}\n`);
    if (header === undefined) {
      if (record.type !== 'header' || record.format !== 'portcullis-audit' || record.version !== 1)
        throw new Error('This is not an audit export.');
      header = record;
      keys = (pinned.length > 0 ? pinned : Object.values(record.publicKeys)).map(publicKeyOf);
    } else if (record.type === 'entry') onEntry(record);
    else if (record.type === 'checkpoint') onCheckpoint(record);
    else if (record.type === 'seal') onSeal(record);
    else throw new Unsound(`There is a line of an unknown kind: ${record.type}.`);
  }
  if (header === undefined) throw new Error('The file is empty.');
  if (header.complete) {
    for (const head of header.heads) {
      const end = ends.get(head.chain) ?? { seq: 0, hash: GENESIS };
      if (end.seq < head.seq)
        throw new Unsound(`Entry ${end.seq + 1} of chain ${head.chain} is missing: the chain should go on to ${head.seq}.`);
      if (end.hash !== head.hash) throw new Unsound(`Entry ${end.seq} of chain ${head.chain} is not the one that the head remembers.`);
    }
  }
  if (!sealed) throw new Unsound('The seal at the end is missing: the export was cut off.');
  return { complete: header.complete, exportedAt: header.exportedAt, entries, chains: ends.size, gaps, checkpoints, lateCheckpoints };
}

const args = process.argv.slice(2);
const pinned = [];
let file;
while (args.length > 0) {
  const arg = args.shift();
  if (arg === '--key') pinned.push(args.shift() ?? '');
  else file = arg;
}
if (file === undefined) {
  console.error('Usage: node verify-audit.mjs trail.ndjson [--key BASE64]...');
  process.exit(2);
}
try {
  const found = await check(file, pinned);
  console.log(
    `Sound: ${found.entries} entries in ${found.chains} chains, ${found.checkpoints} signed checkpoints, exported ${new Date(found.exportedAt).toISOString()}.`,
  );
  if (!found.complete) console.log(`A filtered export: sealed as it was made, with ${found.gaps} gaps where other entries were left out.`);
  if (found.lateCheckpoints > 0) console.log('Some checkpoints were signed while the export ran and vouch for entries after its end.');
  if (pinned.length === 0) console.log('The signatures were checked with the keys in the file itself; pass --key to check who signed.');
} catch (error) {
  console.error(error instanceof Unsound ? `Not sound. ${error.message}` : `Cannot be checked: ${error.message}`);
  process.exit(error instanceof Unsound ? 1 : 2);
}
