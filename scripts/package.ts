import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { arch, argv, cwd, exit, platform } from 'node:process';
import { parseArgs } from 'node:util';
import { ROOT } from './lock-file.ts';
import { withChecksums } from './package/checksums.ts';
import { packageContents } from './package/contents.ts';
import { type Entry, PackageError } from './package/entry.ts';
import { writeFolder } from './package/folder.ts';
import { largestParts, megabytes } from './package/sizes.ts';

/**
 * `npm run package`: one archive with all that a machine without a registry needs to run this version, for the platform
 * this runs on. `--folder F` lays it out in a new folder instead (the Dockerfile does); `--arch A` is for another
 * processor, whose packages must be in node_modules.
 */
const { values: wanted } = parseArgs({
  args: argv.slice(2),
  options: {
    arch: { type: 'string', default: arch },
    folder: { type: 'string' },
    /** Where the archive goes. */
    output: { type: 'string', default: join(ROOT, 'dist') },
  },
});

try {
  if (platform === 'win32')
    throw new PackageError('the launcher is a shell script: make the package on Linux or macOS');
  const entries = withChecksums(packageContents({ platform, arch: wanted.arch }));
  if (wanted.folder === undefined) await archive(entries);
  else await writeFolder(entries, resolve(wanted.folder));
  for (const { name, bytes } of largestParts(entries))
    console.log(`  ${megabytes(bytes).padStart(9)}  ${name}`);
} catch (error) {
  if (!(error instanceof PackageError)) throw error;
  console.error(error.message);
  exit(1);
}

async function archive(entries: readonly Entry[]): Promise<void> {
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
  const name = `zhixiao-pay-${version}-${platform}-${wanted.arch}`;
  const file = resolve(wanted.output, `${name}.tar.gz`);
  mkdirSync(resolve(wanted.output), { recursive: true });
  // the image is made where only production packages are installed
  const { writeArchive } = await import('./package/archive.ts');
  const sum = await writeArchive(entries, name, file);
  writeFileSync(`${file}.sha256`, `${sum}  ${name}.tar.gz\n`);
  console.log(`${relative(cwd(), file)}: ${megabytes(statSync(file).size)}, sha256 ${sum}; unpacked:`);
}
