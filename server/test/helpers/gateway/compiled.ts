import { env } from 'node:process';

/** For the environment of programs that get nothing else of ours: what earlier runs have compiled. */
export const COMPILED: Readonly<Record<string, string>> = env.NODE_COMPILE_CACHE
  ? { NODE_COMPILE_CACHE: env.NODE_COMPILE_CACHE }
  : {};

/** The same, and that programs are read from where `build-programs.ts` put them together for this run of tests. */
export const BUILT: Readonly<Record<string, string>> = env.USE_BUILT_PROGRAMS
  ? { ...COMPILED, NODE_OPTIONS: `--import ${env.USE_BUILT_PROGRAMS}` }
  : COMPILED;
