import { execFile } from 'node:child_process';
import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { createBrotliDecompress } from 'node:zlib';
import { type Browser, type BrowserContext, chromium } from 'playwright-core';

const CACHE = join(import.meta.dirname, '..', '..', '..', '..', '.cache');
const PACKED = ['chromium', 'al2023.tar', 'fonts.tar', 'swiftshader.tar'];
const run = promisify(execFile);

let running: Promise<Browser> | undefined;
const kept = new WeakSet<BrowserContext>();

/**
 * A headless Chromium that needs nothing of the machine but a C library. The test files that one process runs after
 * one another share it: closing it closes what was opened in it and is not kept, and it ends with the process.
 */
export async function openBrowser(): Promise<Browser> {
  running ??= launch();
  return running;
}

/** Whether a context stays open when a test file closes the browser, for the files after it. */
export function keepOpen(context: BrowserContext, isKept: boolean): void {
  if (isKept) kept.add(context);
  else kept.delete(context);
}

async function launch(): Promise<Browser> {
  const browser = await launchProgram();
  return Object.assign(browser, {
    close: async () => {
      const ending = browser.contexts().filter((context) => !kept.has(context));
      await Promise.all(ending.map((context) => context.close()));
    },
  });
}

async function launchProgram(): Promise<Browser> {
  // the packed program is for Linux; elsewhere the Chrome of the machine serves
  if (process.platform !== 'linux') return chromium.launch({ channel: 'chrome' });
  const folder = await unpacked();
  const executablePath = join(folder, 'chromium');
  return chromium.launch({
    executablePath,
    args: ['--disable-gpu', '--disable-dev-shm-usage', '--font-render-hinting=none'],
    env: {
      HOME: tmpdir(),
      PATH: '/usr/bin:/bin',
      ...((await lacksLibraries(executablePath)) ? { LD_LIBRARY_PATH: join(folder, 'lib') } : {}),
      ...(existsSync('/etc/fonts/fonts.conf') ? {} : { FONTCONFIG_PATH: folder }),
    },
  });
}

/** The folder the browser is unpacked in, filled on first use and in one step: test files run side by side. */
async function unpacked(): Promise<string> {
  const packageFolder = dirname(dirname(createRequire(import.meta.url).resolve('@sparticuz/chromium')));
  const { version } = JSON.parse(await readFile(join(packageFolder, 'package.json'), 'utf8')) as {
    version: string;
  };
  const folder = join(CACHE, `chromium-${version}`);
  if (existsSync(folder)) return folder;

  await mkdir(CACHE, { recursive: true });
  const stage = await mkdtemp(`${folder}.new-`);
  try {
    await Promise.all(
      PACKED.map((name) => unpack(join(packageFolder, 'bin', `${name}.br`), join(stage, name))),
    );
    await rename(stage, folder);
  } catch (error) {
    await rm(stage, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  }
  return folder;
}

async function unpack(packed: string, target: string): Promise<void> {
  await pipeline(createReadStream(packed), createBrotliDecompress(), createWriteStream(target));
  if (!target.endsWith('.tar')) return chmod(target, 0o755);
  await run('tar', ['-xf', target, '-C', dirname(target), '--no-same-owner']);
  await rm(target);
}

async function lacksLibraries(program: string): Promise<boolean> {
  const { stdout } = await run('ldd', [program]);
  return stdout.includes('not found');
}
