import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type AuditEntry, CHAIN_START, sealOf } from '../../src/audit/entry.ts';
import { type ChainHead, headLine, readHeadLine } from '../../src/audit/head.ts';
import { readHeads } from '../../src/audit/head-file.ts';
import { headWriter } from '../../src/audit/keep-heads.ts';
import { keyOldChain, recordEntry } from '../../src/audit/record.ts';
import { followChain, verifyChain } from '../../src/audit/verify-chain.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { openVault } from '../../src/lib/vault.ts';
import { createTestDatabase, type TestDatabase } from '../helpers/postgres/test-database.ts';

const vault = openVault(randomBytes(32));
/** Who tampers has the database, and not this key. */
const stranger = openVault(randomBytes(32));
const PLAIN = 12;
const ENTRIES = 40;

let created: TestDatabase;
let folder: string;
beforeAll(async () => {
  created = await createTestDatabase();
  folder = await mkdtemp(join(tmpdir(), 'zhixiao-audit-'));
});
afterAll(async () => {
  await created.drop();
  await rm(folder, { recursive: true });
});

type Sealer = (entry: Omit<AuditEntry, 'hash'>) => Buffer;

/** Numbers and seals entries one after the other. */
function chained(
  notes: readonly Omit<AuditEntry, 'entryNo' | 'previous' | 'hash'>[],
  seal: Sealer,
): AuditEntry[] {
  let previous = CHAIN_START;
  return notes.map((note, index) => {
    const entry = { ...note, entryNo: String(index + 1), previous };
    previous = seal(entry);
    return { ...entry, hash: previous };
  });
}

const noteOf = (index: number, seal: AuditEntry['seal']) => ({
  at: new Date(1_790_000_000_000 + index * 1_000),
  operator: `operator-${index % 3}`,
  address: '10.0.0.1',
  action: seal === 'keyed' && index === PLAIN ? 'audit.keyed' : 'refund.request',
  subject: `order-${index}`,
  schoolId: index % 2 === 0 ? '10086' : undefined,
  outcome: 'done' as const,
  details: { amount: index },
  seal,
});

const headOf = (entries: readonly AuditEntry[]): ChainHead => ({
  at: new Date(0).toISOString(),
  entries: entries.length,
  hash: entries.at(-1)?.hash.toString('hex') ?? '',
});

/** The same numbers in every run. */
function dice(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** What somebody with all rights in the database, and without the master key, may do to the chain. */
const TAMPERINGS: Readonly<
  Record<string, (chain: AuditEntry[], below: (limit: number) => number) => AuditEntry[]>
> = {
  edit: (chain, below) => {
    const at = below(chain.length);
    const edits: ((entry: AuditEntry) => AuditEntry)[] = [
      (entry) => ({ ...entry, operator: `${entry.operator}x` }),
      (entry) => ({ ...entry, details: { ...entry.details, amount: -1 } }),
      (entry) => ({ ...entry, at: new Date(entry.at.getTime() + 1) }),
      (entry) => ({ ...entry, outcome: 'refused' }),
      (entry) => ({ ...entry, action: `${entry.action}.x` }),
      (entry) => ({ ...entry, schoolId: 'other' }),
      (entry) => ({ ...entry, subject: undefined }),
      (entry) => ({ ...entry, address: '10.0.0.2' }),
      (entry) => ({ ...entry, seal: entry.seal === 'plain' ? 'keyed' : 'plain' }),
      (entry) => ({ ...entry, hash: randomBytes(32) }),
    ];
    return chain.map((entry, index) =>
      index === at ? (edits[below(edits.length)]?.(entry) ?? entry) : entry,
    );
  },
  delete: (chain, below) => chain.toSpliced(below(chain.length), 1 + below(3)),
  truncate: (chain, below) => chain.slice(0, below(chain.length)),
  reorder: (chain, below) => {
    const [from, to] = [below(chain.length), below(chain.length - 1)];
    const [moved] = chain.slice(from, from + 1);
    return moved ? chain.toSpliced(from, 1).toSpliced(to < from ? to : to + 1, 0, moved) : [];
  },
  double: (chain, below) => {
    const from = below(chain.length);
    return chain.toSpliced(below(chain.length), 0, ...chain.slice(from, from + 1));
  },
  // a tail written anew: plainly, as anybody can, or with a key that is not ours
  rewrite: (chain, below) => {
    const from = below(chain.length);
    const isPlain = below(2) === 0;
    const notes = chain.map((entry, index) =>
      index < from
        ? entry
        : { ...entry, operator: 'nobody', seal: isPlain ? ('plain' as const) : entry.seal },
    );
    const anew = chained(notes, (entry) => sealOf(stranger, entry));
    // what stands before is left as it is; the first that is new follows it
    let previous = chain[from - 1]?.hash ?? CHAIN_START;
    return anew.map((entry, index) => {
      if (index < from) return chain[index] ?? entry;
      const next = { ...entry, previous };
      previous = sealOf(stranger, next);
      return { ...next, hash: previous };
    });
  },
};

test('ten thousand random edits, deletions, cuts, moves and rewritten tails all show', async () => {
  const notes = Array.from({ length: ENTRIES }, (_, index) =>
    noteOf(index, index < PLAIN ? 'plain' : 'keyed'),
  );
  const chain = chained(notes, (entry) => sealOf(vault, entry));
  const heads = [headOf(chain.slice(0, 20)), headOf(chain)];
  expect(await followChain(vault, chain, heads)).toMatchObject({ state: 'whole', entries: ENTRIES });
  const kinds = Object.entries(TAMPERINGS);
  const below = dice(16);
  const missed: string[] = [];
  for (let round = 0; round < 10_000; round += 1) {
    const [name, tamper] = kinds[round % kinds.length] ?? [];
    const tampered = tamper?.(chain, below) ?? chain;
    // a move to its own place changes nothing
    if (tampered.length === chain.length && tampered.every((entry, index) => entry === chain[index])) {
      round -= 1;
      continue;
    }
    // only of what was taken away can the key not tell
    const isKnownByKey = name === 'edit' || name === 'rewrite' || name === 'reorder';
    const { state } = await followChain(vault, tampered, isKnownByKey ? [] : heads);
    if (state !== 'broken') missed.push(`${round} ${name}`);
  }
  expect(missed).toEqual([]);
});

test('without heads only a cut end is a chain; a chain without any keyed entry is none', async () => {
  const keyed = chained(
    Array.from({ length: 5 }, (_, index) => noteOf(index, 'keyed')),
    (entry) => sealOf(vault, entry),
  );
  expect(await followChain(vault, keyed.slice(0, 3), [])).toMatchObject({ state: 'whole', entries: 3 });
  expect(await followChain(vault, keyed.slice(0, 3), [headOf(keyed)])).toEqual({
    state: 'broken',
    entryNo: '4',
  });
  expect(await followChain(vault, [], [headOf(keyed)])).toEqual({ state: 'broken', entryNo: '1' });
  const plain = chained([noteOf(0, 'plain')], (entry) => sealOf(vault, entry));
  expect(await followChain(vault, plain, [])).toEqual({ state: 'broken', entryNo: '1' });
});

test('a head is a line that nobody else can write', () => {
  const head = { at: '2026-11-28T00:00:00.000Z', entries: 7, hash: 'ab'.repeat(32) };
  const line = headLine(vault, head);
  expect(readHeadLine(vault, line)).toEqual(head);
  for (const strange of [
    line.replace('"entries":7', '"entries":6'),
    line.replace('abab', 'baba'),
    line.replace('2026', '2025'),
    headLine(stranger, head),
    line.slice(0, -10),
    JSON.stringify({ ...head, signature: '' }),
    JSON.stringify(head),
    'null',
    '7',
    '',
  ]) {
    expect(readHeadLine(vault, strange), strange).toBeUndefined();
  }
});

test('an old chain is continued with keys; heads are written when it grew, and a rewritten end raises an alert', async () => {
  const db = created.database;
  const core = { db, vault, clock: systemClock };
  const [old] = chained([noteOf(0, 'plain')], (entry) => sealOf(vault, entry));
  await db.query({
    text: `insert into audit_entries (entry_no, at, operator, address, action, subject, school_id, outcome, details, seal, previous, hash)
           values (1, $1, $2, $3, $4, $5, $6, 'done', $7, 'plain', $8, $9)`,
    values: [
      old?.at,
      old?.operator,
      old?.address,
      old?.action,
      old?.subject,
      old?.schoolId,
      JSON.stringify(old?.details),
      old?.previous,
      old?.hash,
    ],
  });
  expect(await verifyChain(core)).toMatchObject({ state: 'broken' });
  await keyOldChain(core);
  await keyOldChain(core);
  expect(await verifyChain(core)).toMatchObject({ state: 'whole', entries: 2 });

  const told: Record<string, unknown>[] = [];
  const log = pino({ level: 'info' }, { write: (line: string) => void told.push(JSON.parse(line)) });
  await using syslog = await listening();
  const places = { file: join(folder, 'heads.jsonl'), syslog: { host: '127.0.0.1', port: syslog.port } };
  const { seal: _seal, ...note } = noteOf(3, 'keyed');
  const record = () => db.transaction((tx) => recordEntry(tx, vault, note));
  const writer = await headWriter({ ...core, log }, places);
  const heads = async () => (await readHeads(places.file, vault)).heads.map(({ entries }) => entries);
  await record();
  await writer.write();
  await writer.write();
  expect(await heads()).toEqual([3]);
  expect(told).toEqual([expect.objectContaining({ auditHead: expect.objectContaining({ entries: 3 }) })]);
  expect(await syslog.message).toMatch(/^<109>1 \S+ \S+ zhixiao-pay \d+ audit-head - \{.*"entries":3,.*\}$/);

  // a line cut short by a crash costs no later one, and another process goes on from the last
  await appendFile(places.file, '{"at":"2026');
  await record();
  await (await headWriter({ ...core, log }, places)).write();
  expect(await readHeads(places.file, vault)).toMatchObject({ strange: 1 });
  expect(await heads()).toEqual([3, 4]);
  const written = await readHeads(places.file, vault);
  expect(await verifyChain(core, written.heads)).toMatchObject({ state: 'whole', entries: 4 });

  // who owns the tables cuts the end off and grows another, by the server itself
  await db.query({ text: 'alter table audit_entries disable trigger audit_entries_append_only' });
  await db.query({ text: 'delete from audit_entries where entry_no = 4' });
  expect(await verifyChain(core)).toMatchObject({ state: 'whole', entries: 3 });
  expect(await verifyChain(core, written.heads)).toEqual({ state: 'broken', entryNo: '4' });
  await db.transaction((tx) => recordEntry(tx, vault, { ...note, operator: 'other' }));
  expect(await verifyChain(core)).toMatchObject({ state: 'whole', entries: 4 });
  expect(await verifyChain(core, written.heads)).toEqual({ state: 'broken', entryNo: '4' });
  const before = await readFile(places.file, 'utf8');
  await (await headWriter({ ...core, log }, places)).write();
  expect(told.at(-1)).toMatchObject({ alert: 'audit_rewritten', entries: 4 });
  expect(await readFile(places.file, 'utf8')).toBe(before);
});

async function listening() {
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  const message = once(socket, 'message').then(([data]) => String(data));
  await once(socket, 'listening');
  return { port: socket.address().port, message, [Symbol.asyncDispose]: async () => void socket.close() };
}
