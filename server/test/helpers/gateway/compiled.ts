import { env } from 'node:process';

/** For the environment of programs that get nothing else of ours: what earlier runs have compiled. */
export const COMPILED: Readonly<Record<string, string>> = env.NODE_COMPILE_CACHE
  ? { NODE_COMPILE_CACHE: env.NODE_COMPILE_CACHE }
  : {};
