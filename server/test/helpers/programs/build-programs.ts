import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { env } from 'node:process';
import { pathToFileURL } from 'node:url';
import { build, type Plugin, type Rolldown } from 'vite';
import { keepKeyPairs } from '../../../../sandbox/test/helpers/kept-key-pairs.ts';
import { builtName, FOLDER, PROGRAMS, ROOT } from './programs.ts';

const KEPT_MS = 86_400_000;

/**
 * Builds what tests start again and again; `use-built.ts` has Node run it in the place of the source. With FROM_SOURCES
 * programs run as they are, such as for a debugger.
 */
export async function setup(): Promise<void> {
  if (env.FROM_SOURCES) return;
  await buildPrograms(Object.fromEntries(PROGRAMS.map((path) => [builtName(path), path])));
  // workers, which are started after this, hand it on to what they start: see `compiled.ts`
  env.USE_BUILT_PROGRAMS = USE_BUILT;
}

/** What is loaded before programs that are to be run as they were built. */
export const USE_BUILT = new URL('./use-built.ts', import.meta.url).href;

/**
 * Puts each program into one file with TypeBox, from the sources as they are now: of a server's start, half is finding and
 * linking 1,500 files.
 * @param programs by the name of the file in `.cache/programs`, without `.mjs`: the path from the root
 */
export async function buildPrograms(
  programs: Readonly<Record<string, string>>,
  plugins: readonly Plugin[] = [],
): Promise<void> {
  await keepKeyPairs();
  const built = (await build({
    configFile: false,
    root: ROOT,
    logLevel: 'error',
    plugins: [...plugins, sourcesKeepTheirPlaces(), keysAreKept()],
    ssr: { noExternal: ['typebox'] },
    build: {
      ssr: true,
      write: false,
      minify: false,
      target: 'esnext',
      rolldownOptions: {
        input: Object.fromEntries(Object.entries(programs).map(([name, path]) => [name, join(ROOT, path)])),
        output: { entryFileNames: '[name].mjs', chunkFileNames: '[name]-[hash].mjs' },
      },
    },
  })) as Rolldown.RolldownOutput;
  await mkdir(FOLDER, { recursive: true });
  await removeOld();
  const chunks = built.output.filter((file) => file.type === 'chunk');
  // what others import first
  for (const file of chunks.toSorted((one, other) => Number(one.isEntry) - Number(other.isEntry))) {
    // another run in this folder may be reading or writing it
    const stage = join(FOLDER, `${file.fileName}.new-${randomUUID()}`);
    await writeFile(stage, file.code);
    await rename(stage, join(FOLDER, file.fileName));
  }
}

/** What a source finds beside itself (migrations, scripts of threads, style sheets) it finds there, built or not. */
function sourcesKeepTheirPlaces(): Plugin {
  return {
    name: 'sources-keep-their-places',
    transform: (code, id) =>
      code
        .replaceAll('import.meta.dirname', JSON.stringify(dirname(id)))
        .replaceAll('import.meta.url', JSON.stringify(pathToFileURL(id).href)),
  };
}

/** Programs take keys that were made before. */
function keysAreKept(): Plugin {
  const replaced = join(ROOT, 'sandbox/src/key-pair.ts');
  const replacement = join(import.meta.dirname, 'program-key-pair.ts');
  return {
    name: 'keys-are-kept',
    load: (id) => (id === replaced ? `export * from ${JSON.stringify(replacement)};` : undefined),
  };
}

/** Files of earlier states, when no run reads them any more. */
async function removeOld(): Promise<void> {
  for (const name of await readdir(FOLDER)) {
    const path = join(FOLDER, name);
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Date.now() }));
    if (mtimeMs < Date.now() - KEPT_MS) await rm(path, { force: true });
  }
}
