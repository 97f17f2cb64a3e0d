import { existsSync } from 'node:fs';
import { env, loadEnvFile } from 'node:process';

/** Settings by their names, as the environment has them. */
export type Settings = Readonly<Record<string, string | undefined>>;

export const MODES = ['sandbox', 'production'] as const;
export type Mode = (typeof MODES)[number];

/** A setting that cannot be used; the message is one line that names it. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** The environment; what a `.env` file in the current folder says counts where the environment says nothing. */
export function readEnv(): Settings {
  if (existsSync('.env')) loadEnvFile('.env');
  return env;
}

/** What a setting says, trimmed; an empty one is not set. */
export function value(settings: Settings, name: string): string | undefined {
  const text = settings[name]?.trim();
  return text === '' ? undefined : text;
}

/** @throws ConfigError */
export function oneOf<const T extends string>(
  settings: Settings,
  name: string,
  allowed: readonly T[],
  fallback: T,
): T {
  const text = value(settings, name) ?? fallback;
  const found = allowed.find((item) => item === text);
  if (!found) throw new ConfigError(`${name} must be one of ${allowed.join(', ')}, not "${text}"`);
  return found;
}

/** @throws ConfigError */
export function integer(
  settings: Settings,
  name: string,
  fallback: number,
  min: number,
  max: number,
): number {
  const text = value(settings, name);
  if (text === undefined) return fallback;
  const number = /^[0-9]{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (!(number >= min && number <= max)) {
    throw new ConfigError(`${name} must be a whole number from ${min} to ${max}, not "${text}"`);
  }
  return number;
}

/** Items with white space, commas or semicolons between. @throws ConfigError */
export function list(
  settings: Settings,
  name: string,
  fits: (item: string) => boolean,
  what: string,
): readonly string[] | undefined {
  const items = value(settings, name)
    ?.split(/[\s,;]+/)
    .filter((item) => item !== '');
  const misfit = items?.find((item) => !fits(item));
  if (misfit !== undefined)
    throw new ConfigError(`${name} must be ${what}, with commas between, not "${misfit}"`);
  return items;
}
