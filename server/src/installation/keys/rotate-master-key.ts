import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { recordEntry } from '../../audit/record.ts';
import type { Core } from '../../core.ts';
import type { Transaction } from '../../db/database.ts';
import { KEY_BYTES, LATEST_KEY_VERSION } from '../../lib/sealing.ts';
import { keepMasterKey } from '../master-key-check.ts';
import {
  beginGeneration,
  deleteRetiredKeys,
  type StoredKey,
  saveDataKey,
  setSealState,
} from './data-keys-store.ts';
import {
  claimRotation,
  findKeyHolders,
  KEYS_CHANNEL,
  type KeyHolder,
  lockKeys,
  notifyKeys,
} from './key-locks-store.ts';
import { type LoadedKeys, loadKeys, type MasterKeys, openKey, sealKey, withRetired } from './load-keys.ts';
import { type OnResealed, resealAll } from './reseal.ts';
import { findUnwritable } from './sealed-rows-store.ts';

/** Why a rotation does not go on, in one line or two that say what to do. What it has done stays done. */
export class RotationError extends Error {
  override readonly name = 'RotationError';
}

export interface RotationParts extends Pick<Core, 'db' | 'vault' | 'clock'> {
  readonly masterKeys: MasterKeys;
  /** Who asked for it, as the audit log has it. */
  readonly operator: string;
  /** Where the master key is a file of ours; undefined: who rotates gives the new one. */
  readonly keyFile?: {
    /** Makes the next key, unless there is one. */
    make(): Promise<void>;
    /** Puts the next key in its place, if it is this one. */
    adopt(masterKey: Buffer): Promise<void>;
  };
  /** Called at each step. */
  readonly onStep: (step: RotationStep) => void;
  readonly onResealed?: OnResealed;
  /** How long something that was sealed just before may take to be committed. Milliseconds. */
  readonly settleMs?: number;
  /** How long running processes may take to read the keys. Milliseconds. */
  readonly patienceMs?: number;
}

export type RotationStep = 'begun' | 'resumed' | 'sealing' | 'settling';

/** `nothing`: there is no other master key than the one in use. `resealed` counts rows. */
export type RotationEnd = {
  readonly outcome: 'rotated' | 'nothing';
  readonly masterVersion: number;
  readonly resealed: number;
};

/** Statements end after 15 seconds, and wait a little for a connection before. */
const SETTLE_MS = 20_000;
const LOOK_EACH_MS = 200;
const PATIENCE_MS = 60_000;

/**
 * Puts another master key in the place of the present one, and new data keys in the place of those that sealed: with the
 * old master key nothing in the database opens any more. Goes on where one that was ended has stopped. Servers go on
 * meanwhile: none is left behind that does not know what the next step needs.
 * @throws RotationError, ResealError, MasterKeyError, DatabaseAway
 */
export async function rotateMasterKey(parts: RotationParts): Promise<RotationEnd> {
  const { db, onStep } = parts;
  await using stack = new AsyncDisposableStack();
  await claim(parts, stack);
  await requireRights(parts);
  await keepMasterKey(parts);
  const first = await load(parts);
  if (stageOf(first) === 'at rest') {
    if (!(await nextMasterKey(parts, first))) return nothingToRotate(parts, first);
    await begin(parts);
    onStep('begun');
  } else {
    onStep('resumed');
  }
  const begun = await load(parts);
  await parts.keyFile?.adopt(begun.masterKey);
  if (stageOf(begun) === 'arriving') await sealWithNewKey(parts, begun);
  const moved = await load(parts);
  await untilAll(parts, moved, (holder) => holder.generation >= moved.generation);
  onStep('sealing');
  const settled = performance.now() + (parts.settleMs ?? SETTLE_MS);
  const resealed = await resealAll(db, withRetired(moved), parts.onResealed);
  onStep('settling');
  await wait(Math.max(0, settled - performance.now()));
  const late = await resealAll(db, withRetired(moved), parts.onResealed);
  await end(parts, resealed + late);
  return { outcome: 'rotated', masterVersion: moved.masterVersion, resealed: resealed + late };
}

function stageOf({ stored }: LoadedKeys): 'at rest' | 'arriving' | 'leaving' {
  const states = stored.map(({ state }) => state);
  if (states.includes('arriving')) return 'arriving';
  return states.includes('leaving') ? 'leaving' : 'at rest';
}

async function load({ db, masterKeys }: RotationParts): Promise<LoadedKeys> {
  return loadKeys(db, await masterKeys());
}

/** Held until the command ends, however it does. */
async function claim({ db }: RotationParts, stack: AsyncDisposableStack): Promise<void> {
  let claimed: Promise<boolean> | undefined;
  const stop = await db.listen(
    KEYS_CHANNEL,
    (session) => {
      claimed ??= claimRotation(session);
    },
    'zhixiao-pay-rotate',
  );
  stack.defer(stop);
  if (!(await claimed)) throw new RotationError('another rotation is going on; wait for its end');
}

async function requireRights({ db }: RotationParts): Promise<void> {
  const [table] = await findUnwritable(db);
  if (table === undefined) return;
  throw new RotationError(
    `this role may not change ${table}: set MIGRATION_DATABASE_URL to the role that owns the tables`,
  );
}

/** Undefined: the one in use is the newest there is. */
async function nextMasterKey(
  { masterKeys, keyFile }: RotationParts,
  { masterKey }: LoadedKeys,
): Promise<Buffer | undefined> {
  const newest = async () => (await masterKeys()).find((key) => !key.equals(masterKey));
  if (keyFile && (await newest()) === undefined) await keyFile.make();
  const [first] = await masterKeys();
  return first?.equals(masterKey) ? undefined : first;
}

/** What a retired key has sealed turns up where a process had lost the database in the middle of a rotation. */
async function nothingToRotate(parts: RotationParts, loaded: LoadedKeys): Promise<RotationEnd> {
  const resealed = await resealAll(parts.db, withRetired(loaded), parts.onResealed);
  return { outcome: 'nothing', masterVersion: loaded.masterVersion, resealed };
}

/** One commit: from then on the new master key opens the data keys, and the old one nothing. */
async function begin(parts: RotationParts): Promise<void> {
  const { clock } = parts;
  const [masterKey] = await parts.masterKeys();
  if (!masterKey) throw new Error('a master key is needed');
  await untilAll(parts, { masterKey }, ({ knowsMasterKey }) => knowsMasterKey);
  await change(parts, async (tx, loaded) => {
    // one that started in between
    const unaware = (await findKeyHolders(tx, masterKey)).filter(({ knowsMasterKey }) => !knowsMasterKey);
    if (unaware.length > 0) throw stillBehind(unaware);
    const masterVersion = loaded.masterVersion + 1;
    const carried = carriedKeys(loaded);
    const version =
      1 + Math.max(...carried.map(({ stored }) => (stored.purpose === 'seal' ? stored.version : 0)));
    if (Math.max(version, masterVersion) > LATEST_KEY_VERSION) throw new Error('too many key versions');
    const fresh = { purpose: 'seal', version, state: 'arriving' } as const;
    for (const { stored, key } of [...carried, { stored: fresh, key: randomBytes(KEY_BYTES) }]) {
      const sealed = sealKey(stored, key, { key: masterKey, version: masterVersion });
      await saveDataKey(tx, { ...stored, sealed }, clock.now());
    }
    await beginGeneration(tx, masterVersion);
    await record(parts, tx, 'master_key.rotate', { masterVersion, keyVersion: version });
  });
}

type Named = Pick<StoredKey, 'purpose' | 'version' | 'state'>;

/** Every key there is: what cannot be made anew goes on under the new master key. */
function carriedKeys({ stored, keys, masterKey }: LoadedKeys): { stored: Named; key: Buffer }[] {
  if (stored.length > 0) return stored.map((key) => ({ stored: key, key: openKey(key, masterKey) }));
  const first = { version: 1, state: 'current' } as const;
  return [
    ...[...keys.seal.values()].map((key) => ({ stored: { purpose: 'seal' as const, ...first }, key })),
    { stored: { purpose: 'index', ...first }, key: keys.index },
    { stored: { purpose: 'sign', ...first }, key: keys.sign },
  ];
}

/** Every process opens with the new key before one seals with it. */
async function sealWithNewKey(parts: RotationParts, begun: LoadedKeys): Promise<void> {
  await untilAll(parts, begun, ({ generation }) => generation >= begun.generation);
  await change(parts, async (tx, { masterVersion }) => {
    await setSealState(tx, 'current', 'leaving');
    await setSealState(tx, 'arriving', 'current');
    await beginGeneration(tx, masterVersion);
  });
}

async function end(parts: RotationParts, rows: number): Promise<void> {
  await change(parts, async (tx, { masterVersion }) => {
    await deleteRetiredKeys(tx);
    await setSealState(tx, 'leaving', 'retired');
    await beginGeneration(tx, masterVersion);
    await record(parts, tx, 'master_key.rotated', { masterVersion, rows });
  });
}

/** Changes the keys while no process reads them. */
async function change(
  { db, masterKeys }: RotationParts,
  work: (tx: Transaction, loaded: LoadedKeys) => Promise<void>,
): Promise<void> {
  const given = await masterKeys();
  await db.transaction(async (tx) => {
    await lockKeys(tx);
    await work(tx, await loadKeys(tx, given));
    tx.notifyAfterCommit(KEYS_CHANNEL);
  });
}

async function record(
  { vault, clock, operator }: RotationParts,
  tx: Transaction,
  action: string,
  details: Readonly<Record<string, unknown>>,
): Promise<void> {
  await recordEntry(tx, vault, {
    at: clock.now(),
    operator,
    address: undefined,
    action,
    subject: undefined,
    schoolId: undefined,
    outcome: 'done',
    details,
  });
}

/** Waits for every process; running servers reload the keys on a NOTIFY. */
async function untilAll(
  parts: RotationParts,
  { masterKey }: Pick<LoadedKeys, 'masterKey'>,
  fits: (holder: KeyHolder) => boolean,
): Promise<void> {
  const until = performance.now() + (parts.patienceMs ?? PATIENCE_MS);
  for (;;) {
    await notifyKeys(parts.db);
    const behind = (await findKeyHolders(parts.db, masterKey)).filter((holder) => !fits(holder));
    if (behind.length === 0) return;
    if (performance.now() > until) throw stillBehind(behind);
    await wait(LOOK_EACH_MS);
  }
}

function stillBehind(holders: readonly KeyHolder[]): RotationError {
  const sessions = holders.map(({ pid, address }) =>
    address === undefined ? `${pid}` : `${pid} from ${address}`,
  );
  const who = `${holders.length} running process(es) (database session ${sessions.join(', ')})`;
  if (holders.every(({ knowsMasterKey }) => knowsMasterKey))
    return new RotationError(
      `${who} did not read the new keys in time; end them, or run the command again to go on`,
    );
  return new RotationError(
    `${who} do not have the new master key: restart them with it as MASTER_KEY and the present one as MASTER_KEY_PREVIOUS, then run the command again; nothing was changed`,
  );
}
