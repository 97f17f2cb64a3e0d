import { createRequire } from 'node:module';
import type { FastifyInstance } from 'fastify';
import { createSandbox, type SandboxOptions } from '../../src/server.ts';
import { recycledKeyPairs } from './key-pairs.ts';

/** What Fastify compiles schemas with, of the version that it brings. */
const newCompiler = createRequire(createRequire(import.meta.url).resolve('fastify'))('@fastify/ajv-compiler');
const build = newCompiler();
const compiled = new Map<string, ReturnType<typeof build>>();

/** Compiles what each route takes once in a process: that is most of what a sandbox starts with. */
function buildValidator(externals: object, options?: { customOptions?: object }) {
  const compile = build(externals, options);
  return (route: unknown) => {
    const key = JSON.stringify([externals, options?.customOptions, route]);
    const validate = compiled.get(key) ?? compile(route);
    compiled.set(key, validate);
    return validate;
  };
}

/** A sandbox that keeps nothing, with keys and compiled schemas that serve again. */
export function newSandbox(options: SandboxOptions = {}): Promise<FastifyInstance> {
  return createSandbox(':memory:', {
    makeKeyPair: recycledKeyPairs(),
    schemaController: { compilersFactory: { buildValidator } },
    ...options,
  });
}
