import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { licenceOf } from './licences.ts';
import { type LockedPackage, lockedPackages, neededByUs, ROOT } from './lock-file.ts';

/**
 * Prints the software bill of materials of this version, CycloneDX 1.6, from the lock file alone: no network, and the
 * same lock file gives the same bytes.
 */
console.log(JSON.stringify(billOfMaterials(), null, 2));

function billOfMaterials() {
  const own = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    readonly name: string;
    readonly version: string;
    readonly description: string;
    readonly license: string;
  };
  const ref = `${own.name}@${own.version}`;
  const packages = lockedPackages();
  return {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    serialNumber: serialOf(readFileSync(join(ROOT, 'package-lock.json'))),
    version: 1,
    metadata: {
      lifecycles: [{ phase: 'pre-build' }],
      component: {
        type: 'application',
        'bom-ref': ref,
        name: own.name,
        version: own.version,
        description: own.description,
        licenses: [{ license: { id: own.license } }],
      },
    },
    components: packages.map(component),
    dependencies: [
      { ref, dependsOn: neededByUs() },
      ...packages.map(({ path, needs }) => ({ ref: path, dependsOn: [...new Set(needs)] })),
    ],
  };
}

function component(locked: LockedPackage) {
  const [group, name] = locked.name.startsWith('@') ? locked.name.split('/') : [undefined, locked.name];
  const licence = licenceOf(locked);
  return {
    type: 'library',
    'bom-ref': locked.path,
    ...(group === undefined ? {} : { group }),
    name,
    version: locked.version,
    scope: locked.scope,
    purl: `pkg:npm/${locked.name.replace('@', '%40')}@${locked.version}`,
    ...(locked.integrity === undefined ? {} : { hashes: [hash(locked.integrity)] }),
    ...(licence === undefined ? {} : { licenses: [licenceEntry(licence)] }),
  };
}

/** The lock file's `sha512-…` in base64 is the bill's in hexadecimal. */
function hash(integrity: string) {
  return {
    alg: 'SHA-512',
    content: Buffer.from(integrity.replace(/^sha512-/, ''), 'base64').toString('hex'),
  };
}

function licenceEntry(licence: string) {
  return licence.includes(' ') ? { expression: licence } : { license: { id: licence } };
}

/** A UUID of version 8 that stands for these bytes. */
function serialOf(bytes: Buffer): string {
  const digest = createHash('sha256').update(bytes).digest('hex');
  const parts = [
    digest.slice(0, 8),
    digest.slice(8, 12),
    `8${digest.slice(13, 16)}`,
    `8${digest.slice(17, 20)}`,
  ];
  return `urn:uuid:${[...parts, digest.slice(20, 32)].join('-')}`;
}
