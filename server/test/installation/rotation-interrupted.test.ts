import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { insertApp } from '../../src/apps/app-store.ts';
import { newSecrets } from '../../src/apps/new-secrets.ts';
import { verifyChain } from '../../src/audit/verify-chain.ts';
import type { Database } from '../../src/db/database.ts';
import { savePeople } from '../../src/directory/person-store.ts';
import { openKeyring } from '../../src/installation/keys/keyring.ts';
import { loadKeys } from '../../src/installation/keys/load-keys.ts';
import {
  type RotationEnd,
  RotationError,
  type RotationParts,
  rotateMasterKey,
} from '../../src/installation/keys/rotate-master-key.ts';
import { keepMasterKey, MasterKeyError } from '../../src/installation/master-key-check.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { createLog } from '../../src/lib/log.ts';
import { type Vault, vaultOf } from '../../src/lib/vault.ts';
import { insertSchool } from '../../src/schools/school-store.ts';
import { createTestDatabase, type TestDatabase } from '../helpers/postgres/test-database.ts';

/** Rotations that are ended, refused, or meet what they do not expect. */
const APP = {
  appId: 'one',
  ...newSecrets(),
  schoolId: '10086',
  name: '缴费',
  cipher: 'aes-256-cbc',
} as const;
const PEOPLE = 150;
const log = createLog('silent');

let created: TestDatabase;
let first: Buffer;
let db: Database;
beforeEach(async () => {
  created = await createTestDatabase();
  db = created.database;
  first = randomBytes(32);
  const vault = await vaultWith(first);
  await keepMasterKey({ db, vault, clock: systemClock });
  await insertSchool(db, { schoolId: '10086', name: '学校' }, new Date());
  await insertApp(db, vault, APP, new Date());
  await savePeople(
    db,
    vault,
    Array.from({ length: PEOPLE }, (_, at) => personOf(at)),
    new Date(),
  );
});
afterEach(() => created.drop());

const personOf = (at: number) => ({
  schoolId: '10086',
  userNo: `2026${at}`,
  userName: `学生${at}`,
  sex: 0 as const,
  identityType: 1 as const,
  frozen: false,
  idTailHash: undefined,
  phoneHash: undefined,
});

/** The vault that a process with this master key would have. */
async function vaultWith(masterKey: Buffer): Promise<Vault> {
  const { keys } = await loadKeys(db, [masterKey]);
  return vaultOf(() => keys);
}

function rotate(given: readonly Buffer[], parts: Partial<RotationParts> = {}): Promise<RotationEnd> {
  const vault = vaultOf(() => ours);
  return (async () => {
    ours = (await loadKeys(db, given)).keys;
    return rotateMasterKey({
      db,
      vault,
      clock: systemClock,
      masterKeys: async () => given,
      operator: 'shell:test',
      onStep: () => undefined,
      settleMs: 0,
      ...parts,
    });
  })();
}
let ours: Awaited<ReturnType<typeof loadKeys>>['keys'];

async function readsEverything(masterKey: Buffer): Promise<void> {
  const vault = await vaultWith(masterKey);
  const people = await db.query<{ count: number }>({ text: 'select count(*)::int as count from people' });
  expect(people).toEqual([{ count: PEOPLE }]);
  const [row] = await db.query<{ keys_sealed: Buffer }>({ text: 'select keys_sealed from apps' });
  expect(vault.open('apps.keys_sealed|one', row?.keys_sealed ?? Buffer.alloc(0))).toMatchObject({
    appSecret: APP.appSecret,
  });
  expect(await verifyChain({ db, vault })).toMatchObject({ state: 'whole' });
}

class Killed extends Error {}

/** A database whose user is killed behind the n-th commit, and so before the next. */
function endingBehind(n: number): { readonly db: Database; readonly isReached: () => boolean } {
  let left = n;
  const transaction: Database['transaction'] = async (work) => {
    left -= 1;
    if (left < 0) throw new Killed();
    const done = await db.transaction(work);
    if (left === 0) throw new Killed();
    return done;
  };
  return { db: { ...db, transaction }, isReached: () => left <= 0 };
}

test('ended behind any of its commits, a rotation goes on from there', async () => {
  let current = first;
  let interrupted = 0;
  for (let isReached = true; isReached; interrupted += 1) {
    const next = randomBytes(32);
    const ending = endingBehind(interrupted + 1);
    const ended = await rotate([next, current], { db: ending.db }).catch((error: unknown) => error);
    isReached = ending.isReached();
    // a server that starts now finds everything
    const { keys } = await loadKeys(db, [next, current]);
    expect(keys.seal.size).toBeGreaterThan(0);
    if (isReached) expect(ended).toBeInstanceOf(Killed);
    // behind the last commit nothing is left to do
    if (isReached && !(await isAtRest())) {
      expect(await rotate([next, current])).toMatchObject({ outcome: 'rotated' });
    }
    await expect(loadKeys(db, [current])).rejects.toThrow(MasterKeyError);
    current = next;
    await readsEverything(current);
  }
  expect(interrupted).toBeGreaterThan(6);
});

async function isAtRest(): Promise<boolean> {
  const moving = await db.query({ text: `select from data_keys where state in ('arriving', 'leaving')` });
  return moving.length === 0;
}

test('a process without the new master key stops a rotation before it begins', async () => {
  const second = randomBytes(32);
  await using unaware = await openKeyring({ databaseUrl: created.url, masterKeys: async () => [first], log });
  const refused = rotate([second, first], { patienceMs: 0 });
  await expect(refused).rejects.toThrow(RotationError);
  await expect(refused).rejects.toThrow(/do not have the new master key/);
  expect(await db.query({ text: 'select from data_keys' })).toEqual([]);
  expect(await db.query({ text: 'select from audit_entries' })).toEqual([]);
  await unaware[Symbol.asyncDispose]();
  expect(await rotate([second, first])).toMatchObject({ outcome: 'rotated', masterVersion: 2 });
  await expect(loadKeys(db, [first])).rejects.toThrow(MasterKeyError);
  await expect(
    openKeyring({ databaseUrl: created.url, masterKeys: async () => [first], log }),
  ).rejects.toThrow(MasterKeyError);
});

test('a process seals with the new key once every process opens with it, and not before', async () => {
  const second = randomBytes(32);
  const options = { databaseUrl: created.url, masterKeys: async () => [second, first], log };
  await using one = await openKeyring(options);
  await using other = await openKeyring(options);
  const seen: boolean[] = [];
  let isOver = false;
  const watching = (async () => {
    while (!isOver) {
      const sealed = [one, other].map(({ vault }) => vault.seal('place', 'x'));
      seen.push(sealed.some((each) => each[0] === 2));
      for (const each of sealed)
        for (const { vault } of [one, other]) expect(vault.open('place', each)).toBe('x');
      await new Promise((resolve) => setImmediate(resolve));
    }
  })();
  await rotate([second, first]);
  isOver = true;
  await watching;
  expect(new Set(seen)).toEqual(new Set([false, true]));
});

test('without another master key there is nothing to rotate to; of two at once one is refused', async () => {
  expect(await rotate([first])).toEqual({ outcome: 'nothing', masterVersion: 1, resealed: 0 });
  expect(await db.query({ text: 'select from data_keys' })).toEqual([]);
  const given = [randomBytes(32), first];
  let second: Promise<RotationEnd> | undefined;
  const end = await rotate(given, {
    onStep: (step) => {
      if (step === 'begun') second = rotate(given);
      second?.catch(() => undefined);
    },
    settleMs: 500,
  });
  expect(end.outcome).toBe('rotated');
  await expect(second).rejects.toThrow('another rotation');
});

test('what a lost process had sealed with a retired key does not open until the command runs again', async () => {
  const stale = await vaultWith(first);
  const second = randomBytes(32);
  await rotate([second, first]);
  const late = personOf(PEOPLE);
  const [openId = ''] = await savePeople(db, stale, [late], new Date());
  const read = async () => {
    const vault = await vaultWith(second);
    const [row] = await db.query<{ user_no_index: Buffer; person_sealed: Buffer }>({
      text: 'select user_no_index, person_sealed from people where open_id = $1',
      values: [openId],
    });
    const aadContext = `people.person_sealed|10086|${row?.user_no_index.toString('hex')}`;
    return vault.open(aadContext, row?.person_sealed ?? Buffer.alloc(0));
  };
  await expect(read()).rejects.toThrow('key version 1');
  expect(await rotate([second])).toEqual({ outcome: 'nothing', masterVersion: 2, resealed: 1 });
  expect(await read()).toMatchObject({ userName: late.userName });
});

test('a value that was moved to another row ends the command, and names the place', async () => {
  await db.query({
    text: `update people set person_sealed = (select person_sealed from people order by open_id limit 1)
            where open_id = (select max(open_id) from people)`,
  });
  await expect(rotate([randomBytes(32), first])).rejects.toThrow(
    /people: the value at people\.person_sealed\|10086\|/,
  );
});

test('rows that somebody is working on are waited for without standing in his way', async () => {
  const second = randomBytes(32);
  const held = Promise.withResolvers<void>();
  const locked = Promise.withResolvers<void>();
  const working = db.transaction(async (tx) => {
    await tx.query({ text: 'select from people order by open_id limit 20 for update' });
    locked.resolve();
    await held.promise;
  });
  await locked.promise;
  let passes = 0;
  const end = await rotate([second, first], {
    onResealed: () => {
      passes += 1;
      if (passes > 1) held.resolve();
    },
    // the others are done by then
    onStep: (step) => {
      if (step === 'settling') held.resolve();
    },
  });
  await working;
  expect(end).toMatchObject({ outcome: 'rotated' });
  const old = await db.query({ text: 'select from people where key_version(person_sealed) <> 2' });
  expect(old).toEqual([]);
});
