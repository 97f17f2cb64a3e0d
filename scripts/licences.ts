import type { LockedPackage } from './lock-file.ts';

/** Licences under which a package may be part of what runs, by SPDX id: none asks that our own code be given out. */
const ALLOWED: ReadonlySet<string> = new Set([
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'ISC',
  'MIT',
  'MIT-0',
  'OFL-1.1',
  'Python-2.0',
  'Unlicense',
]);

/**
 * Of tools that build and test: their files are not given out, so that the file's own copyleft of MPL binds nothing, nor PSF's
 * summary of changes.
 */
const ALLOWED_OF_TOOLS: ReadonlySet<string> = new Set([...ALLOWED, 'MPL-2.0', 'PSF-2.0']);

/** Packages that say it another way than by an SPDX id; read in the LICENSE file of this very version. */
const READ: Readonly<Record<string, string>> = {
  'pause-stream@0.0.11': 'MIT OR Apache-2.0',
  'png-js@2.0.0': 'MIT',
};

/** The licence of a package; undefined where it was not reviewed. */
export function licenceOf({ name, version, license }: LockedPackage): string | undefined {
  return READ[`${name}@${version}`] ?? (typeof license === 'string' ? license : undefined);
}

/** Whether a package may be used for what it is used for. */
export function isAllowed(locked: LockedPackage): boolean {
  const allowed = locked.scope === 'excluded' ? ALLOWED_OF_TOOLS : ALLOWED;
  const offered = (licenceOf(locked) ?? 'none').replace(/^\(|\)$/g, '').split(' OR ');
  return offered.some((licence) => licence.split(' AND ').every((one) => allowed.has(one)));
}
