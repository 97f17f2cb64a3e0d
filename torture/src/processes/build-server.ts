import { join } from 'node:path';
import { env } from 'node:process';
import type { Plugin } from 'vite';
import { buildPrograms, USE_BUILT } from '../../../server/test/helpers/programs/build-programs.ts';
import { builtName, FOLDER, ROOT } from '../../../server/test/helpers/programs/programs.ts';
import { MUTANTS, mutated } from '../mutants/mutants.ts';

const SERVER = 'torture/src/processes/server.ts';
const EMULATORS = 'sandbox/src/main.ts';
const STAND_IN = join(import.meta.dirname, 'given-sandbox.ts');

/**
 * Puts the server with a seeded bug, if any, and the emulators into one file each, of which a run starts a hundred: half of a
 * start is finding and linking files. Answers the server's file.
 */
export async function buildServer(mutant: string | undefined): Promise<string> {
  const name = [builtName(SERVER), mutant].filter(Boolean).join('-');
  const { NODE_ENV: before } = env;
  await buildPrograms({ [name]: SERVER, [builtName(EMULATORS)]: EMULATORS }, [
    emulatorsAreGiven(),
    bugIsSeeded(mutant),
  ]);
  // a build makes it production, in which emulators refuse to run
  if (before === undefined) delete env.NODE_ENV;
  env.NODE_COMPILE_CACHE ??= join(ROOT, '.cache', 'compiled');
  // for the emulators, which are started by their source
  env.NODE_OPTIONS = `--import ${USE_BUILT}`;
  return join(FOLDER, `${name}.mjs`);
}

/** The product needs no hook of its own: the emulators are those of the run. */
function emulatorsAreGiven(): Plugin {
  return {
    name: 'emulators-are-given',
    enforce: 'pre',
    resolveId: (source) => (source === '@zhixiao/sandbox/launch' ? STAND_IN : undefined),
  };
}

/** Put into the source as it is read. */
function bugIsSeeded(mutant: string | undefined): Plugin {
  const edits = MUTANTS.find(({ name }) => name === mutant)?.edits ?? [];
  const seeded = new Set<string>();
  return {
    name: 'bug-is-seeded',
    enforce: 'pre',
    transform(code, id) {
      const own = edits.filter(({ file }) => id === join(ROOT, file));
      for (const { file } of own) seeded.add(file);
      return mutated(code, own);
    },
    buildEnd() {
      const lost = edits.filter(({ file }) => !seeded.has(file));
      if (lost.length > 0) throw new Error(`${mutant} is about files that no server reads: ${lost[0]?.file}`);
    },
  };
}
