import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { builtName, FOLDER, PROGRAMS, ROOT } from './programs.ts';

/** Loaded into programs by `--import`: the entry is read from the file that `build-programs.ts` has made of it. */
const places = new Map(
  PROGRAMS.map((path) => [
    pathToFileURL(join(ROOT, path)).href,
    pathToFileURL(join(FOLDER, `${builtName(path)}.mjs`)).href,
  ]),
);
const hooks = registerHooks({
  resolve(specifier, context, next) {
    const source = next(specifier, context);
    if (context.parentURL !== undefined) return source;
    hooks.deregister();
    const url = places.get(source.url);
    return url === undefined ? source : { url, format: 'module', shortCircuit: true };
  },
});
