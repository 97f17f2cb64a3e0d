import { createPrivateKey, createPublicKey, generateKeyPairSync, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { access, mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { MakeKeyPair } from '../../src/key-pair.ts';

const FILE = join(import.meta.dirname, '..', '..', '..', '.cache', 'key-pairs.json');
/** More than an installation with its emulators makes. */
const COUNT = 12;

/** Makes the keys that later tests take in the place of new ones, unless an earlier run has. */
export async function keepKeyPairs(): Promise<void> {
  const isKept = await access(FILE).then(
    () => true,
    () => false,
  );
  if (isKept) return;
  const pems = Array.from({ length: COUNT }, () =>
    generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' }),
  );
  await mkdir(dirname(FILE), { recursive: true });
  const stage = `${FILE}.new-${randomUUID()}`;
  await writeFile(stage, JSON.stringify(pems), { mode: 0o600 });
  await rename(stage, FILE);
}

/** Those keys, all different; none where no run has made any. */
export function keptKeyPairs(): ReturnType<MakeKeyPair>[] {
  let text: string;
  try {
    text = readFileSync(FILE, 'utf8');
  } catch {
    return [];
  }
  return (JSON.parse(text) as string[]).map((pem) => ({
    privateKey: createPrivateKey(pem),
    publicKey: createPublicKey(pem),
  }));
}
