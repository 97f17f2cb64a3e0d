import { registerHooks } from 'node:module';

/**
 * Loaded before a server that is to run without batches, as if `db/batched.ts` had never been written:
 * every request gets a statement of its own, as many at once as the pool has connections.
 */
const REPLACEMENT = new URL('./one-by-one.ts', import.meta.url).href;

registerHooks({
  resolve(specifier, context, next) {
    const found = next(specifier, context);
    return found.url.endsWith('/server/src/db/batched.ts') ? { ...found, url: REPLACEMENT } : found;
  },
});
