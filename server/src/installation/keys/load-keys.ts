import type { Queryable } from '../../db/database.ts';
import { openBytes, sealBytes } from '../../lib/sealing.ts';
import { type DataKeys, derivedKey, firstKeys } from '../../lib/vault.ts';
import { CHECK_CONTEXT, MasterKeyError } from '../master-key-check.ts';
import { findKeyTurn, type KeyPurpose, type StoredKey } from './data-keys-store.ts';

/** The master keys that a process was given, the newest first; read anew each time, for files change. */
export type MasterKeys = () => Promise<readonly Buffer[]>;

/** The keys of a database, opened. */
export interface LoadedKeys {
  readonly keys: DataKeys;
  /** The one of those given that has its turn. */
  readonly masterKey: Buffer;
  readonly masterVersion: number;
  /** 0 before the first start. */
  readonly generation: number;
  readonly stored: readonly StoredKey[];
}

/**
 * Opens the keys with whichever master key has its turn; before the first start that is the first.
 * @throws MasterKeyError when it is none of them; DatabaseAway
 */
export async function loadKeys(q: Queryable, masterKeys: readonly Buffer[]): Promise<LoadedKeys> {
  const [first] = masterKeys;
  if (!first) throw new Error('a master key is needed');
  const turn = await findKeyTurn(q);
  if (!turn) return { keys: firstKeys(first), masterKey: first, masterVersion: 1, generation: 0, stored: [] };
  const { generation, masterVersion, stored } = turn;
  for (const masterKey of masterKeys) {
    const keys = stored.length === 0 ? firstKeys(masterKey) : openKeys(stored, masterKey);
    if (keys && opens(keys, turn.check)) return { keys, masterKey, masterVersion, generation, stored };
  }
  throw new MasterKeyError(masterVersion);
}

/** The same, with the retired keys among those that open. */
export function withRetired({ keys, stored, masterKey }: LoadedKeys): DataKeys {
  const seal = stored.filter(({ purpose }) => purpose === 'seal');
  if (seal.length === 0) return keys;
  return { ...keys, seal: new Map(seal.map((key) => [key.version, openKey(key, masterKey)])) };
}

/** Seals a data key with a master key. */
export function sealKey(
  { purpose, version }: Pick<StoredKey, 'purpose' | 'version'>,
  key: Buffer,
  master: { readonly key: Buffer; readonly version: number },
): Buffer {
  return sealBytes(
    { version: master.version, key: keyOfKeys(master.key) },
    aadContextOf(purpose, version),
    key,
  );
}

/** @throws when another master key sealed it */
export function openKey({ purpose, version, sealed }: StoredKey, masterKey: Buffer): Buffer {
  // a master key opens what names its version, whichever that is
  const named = sealed.readUInt16BE(1);
  return openBytes(new Map([[named, keyOfKeys(masterKey)]]), aadContextOf(purpose, version), sealed);
}

function openKeys(stored: readonly StoredKey[], masterKey: Buffer): DataKeys | undefined {
  const current = (purpose: KeyPurpose) => {
    const found = stored.find((key) => key.purpose === purpose && key.state === 'current');
    if (!found) throw new Error(`the database has no current key to ${purpose}`);
    return found;
  };
  const opening = stored.filter(({ purpose, state }) => purpose === 'seal' && state !== 'retired');
  try {
    return {
      seal: new Map(opening.map((key) => [key.version, openKey(key, masterKey)])),
      sealVersion: current('seal').version,
      index: openKey(current('index'), masterKey),
      sign: openKey(current('sign'), masterKey),
    };
  } catch {
    return undefined;
  }
}

function opens(keys: DataKeys, check: Buffer): boolean {
  try {
    openBytes(keys.seal, CHECK_CONTEXT, check);
    return true;
  } catch {
    return false;
  }
}

/** The master key itself seals nothing. */
function keyOfKeys(masterKey: Buffer): Buffer {
  return derivedKey(masterKey, 'zhixiao-pay data keys 1');
}

function aadContextOf(purpose: KeyPurpose, version: number): string {
  return `data_keys.key_sealed|${purpose}|${version}`;
}
