import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Refusal } from '../refusal.ts';
import type { DirectoryParts } from './directory-parts.ts';
import { importRoster, type RosterImport, type RosterReport } from './import-roster.ts';
import { openRoster } from './roster/open-roster.ts';
import type { RosterError } from './roster/row.ts';

/** The progress of an import; `refused`: the file as a whole cannot be imported. */
export type RosterNews =
  | { readonly kind: 'progress'; readonly lines: number; readonly share: number }
  | ({ readonly kind: 'error' } & RosterError)
  | ({ readonly kind: 'report' } & RosterReport)
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/** Errors reported one by one; the rest are only counted. */
const ERRORS_REPORTED = 1_000;
/** Whoever has the file has the people in it. */
const OWNER_ONLY = 0o600;

/**
 * Imports an uploaded roster and reports its progress. The import runs to its end even when the client
 * disconnects.
 */
export async function* importUpload(
  core: DirectoryParts,
  content: Buffer,
  roster: Pick<RosterImport, 'schoolId' | 'actor' | 'preview' | 'identityType'>,
): AsyncGenerator<RosterNews> {
  const news: RosterNews[] = [];
  let wake: () => void = () => undefined;
  let isOver = false;
  let errors = 0;
  const publish = (one: RosterNews) => {
    news.push(one);
    wake();
  };
  const work = importFile(core, content, {
    ...roster,
    onProgress: (progress) => publish({ kind: 'progress', ...progress }),
    onError(error) {
      errors += 1;
      if (errors <= ERRORS_REPORTED) publish({ kind: 'error', ...error });
    },
  })
    .then((report) => publish({ kind: 'report', ...report }))
    .finally(() => {
      isOver = true;
      wake();
    });
  // awaited after the last report; without this handler a failure after a disconnect would be an unhandled rejection
  work.catch(() => undefined);
  for (;;) {
    yield* news.splice(0);
    if (isOver) break;
    await new Promise<void>((resolve) => {
      wake = resolve;
      if (isOver || news.length > 0) resolve();
    });
  }
  yield* news.splice(0);
  try {
    await work;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    yield { kind: 'refused', refusal: error };
  }
}

async function importFile(
  core: DirectoryParts,
  content: Buffer,
  roster: Omit<RosterImport, 'file'>,
): Promise<RosterReport> {
  const folder = await mkdtemp(join(tmpdir(), 'roster-'));
  try {
    const path = join(folder, 'roster');
    await writeFile(path, content, { mode: OWNER_ONLY });
    return await importRoster(core, { ...roster, file: await openRoster(path) });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
