import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '..', '..', '..', '..');
/** Where the programs of this run stand. */
export const FOLDER = join(ROOT, '.cache', 'programs');

/** What tests start as processes, paths from the root. */
export const PROGRAMS = [
  'server/src/main.ts',
  'server/src/cli.ts',
  'server/test/helpers/gateway/gateway-process.ts',
  'sandbox/src/main.ts',
] as const;

/** The name of the file without `.mjs` in which a program stands that was put into one. */
export function builtName(path: string): string {
  return path.replaceAll('/', '-').replace(/\.ts$/, '');
}
