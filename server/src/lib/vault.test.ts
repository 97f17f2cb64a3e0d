import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { sealBytes, sealedHead } from './sealing.ts';
import { type DataKeys, firstKeys, openVault, resealed, vaultOf } from './vault.ts';

const VERSIONS = [1, 2, 3, 255, 256, 257, 65_535];
const first = firstKeys(randomBytes(32));
const seal = new Map([
  ...first.seal,
  ...VERSIONS.slice(1).map((version) => [version, randomBytes(32)] as const),
]);
const keysOf = (sealVersion: number): DataKeys => ({ ...first, seal, sealVersion });
const vaults = VERSIONS.map((version) => vaultOf(() => keysOf(version)));

/** What the release before versions made with a key of sevens. */
const KEPT = '0108c949d1fdb7eef4503eae0923a0a25f8e9fe48ad30284b6d265e18558a9eb50dd628f';
const KEPT_INDEX = '6d13be67e17917240cf8228a0fb80317104ede398c6be019857a283495972d25';
const KEPT_SIGNATURE = 'a2d3982dc6bc1864482c065947db3b291e78c81b31aa21c1852cfc4772bc93e8';

const VALUES: readonly unknown[] = [
  '',
  'x',
  '宿舍电费',
  null,
  0,
  -1.5,
  [],
  {},
  { appSecret: 'a'.repeat(16), list: [1, { deep: '值' }] },
  'y'.repeat(100_000),
];

test('what one version seals every other opens, at its place and nowhere else', () => {
  for (const [at, sealing] of vaults.entries()) {
    for (const value of VALUES) {
      const sealed = sealing.seal('apps.keys_sealed|one', value);
      for (const opening of vaults) {
        expect(opening.open('apps.keys_sealed|one', sealed)).toEqual(value);
        expect(() => opening.open('apps.keys_sealed|two', sealed)).toThrow();
        expect(() => opening.open('apps.next_keys_sealed|one', sealed)).toThrow();
      }
      const version = VERSIONS[at] ?? 0;
      expect(sealed.subarray(0, version === 1 ? 1 : 3)).toEqual(sealedHead(version));
      for (const target of VERSIONS) {
        const anew = resealed(keysOf(target), 'apps.keys_sealed|one', sealed);
        expect(vaults[0]?.open('apps.keys_sealed|one', anew)).toEqual(value);
        expect(() => resealed(keysOf(target), 'apps.keys_sealed|two', sealed)).toThrow();
      }
    }
  }
});

test('the first version is what databases have had so far', () => {
  const masterKey = Buffer.alloc(32, 7);
  const sealed = openVault(masterKey).seal('place', 'value');
  expect(sealed[0]).toBe(1);
  expect(vaultOf(() => firstKeys(masterKey)).open('place', sealed)).toBe('value');
  // what the release before this one made of it
  expect(openVault(masterKey).open('place', Buffer.from(KEPT, 'hex'))).toBe('value');
  expect(openVault(masterKey).index('place', 'text').toString('hex')).toBe(KEPT_INDEX);
  expect(openVault(masterKey).sign('use', Buffer.from('text')).toString('hex')).toBe(KEPT_SIGNATURE);
});

test('another key, another version or any changed byte does not open', () => {
  for (const [at, vault] of vaults.entries()) {
    const sealed = vault.seal('place', { secret: '密' });
    for (let byte = 0; byte < sealed.length; byte += 1) {
      const changed = Buffer.from(sealed);
      changed[byte] = (changed[byte] ?? 0) ^ (1 << (byte % 8));
      expect(() => vault.open('place', changed), `version ${VERSIONS[at]}, byte ${byte}`).toThrow();
    }
    for (let length = 0; length < sealed.length; length += 1) {
      expect(() => vault.open('place', sealed.subarray(0, length))).toThrow();
    }
    // under the name of another version
    for (const version of VERSIONS.filter((each) => each !== VERSIONS[at])) {
      const body = sealed.subarray(VERSIONS[at] === 1 ? 1 : 3);
      expect(() => vault.open('place', Buffer.concat([sealedHead(version), body]))).toThrow();
    }
  }
  const unknown = sealBytes({ version: 9, key: randomBytes(32) }, 'place', Buffer.from('"x"'));
  expect(() => vaults[0]?.open('place', unknown)).toThrow('key version 9');
  expect(() =>
    openVault(randomBytes(32)).open('place', openVault(randomBytes(32)).seal('place', 1)),
  ).toThrow();
});

test('which version seals changes neither what values are found by nor signatures', () => {
  const [one, ...others] = vaults;
  for (const other of others) {
    expect(other.index('people.user_no_index|1', '2023')).toEqual(
      one?.index('people.user_no_index|1', '2023'),
    );
    expect(other.shortIndex('orders.user_no', '2023')).toBe(one?.shortIndex('orders.user_no', '2023'));
    expect(other.sign('audit head', Buffer.from('x'))).toEqual(one?.sign('audit head', Buffer.from('x')));
  }
});
