import { registerHooks } from 'node:module';

/** Loaded before servers that share emulators, so that the product needs no setting for it. */
const REPLACEMENT = new URL('./given-emulators.ts', import.meta.url).href;

registerHooks({
  resolve(specifier, context, next) {
    const found = next(specifier, context);
    return found.url.endsWith('/sandbox/src/launch.ts') ? { ...found, url: REPLACEMENT } : found;
  },
});
