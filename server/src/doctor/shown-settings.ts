import { placesIn } from '../db/address.ts';
import type { Env, ReadSettings } from './read-settings.ts';
import { SETTINGS, type Shown } from './settings.ts';

/** Each setting as others may see it: what could be a secret is only said to be set. */
export function shownSettings(env: Env, { wrong }: ReadSettings): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(SETTINGS).map(([name, { shown }]) => {
      const value = env[name]?.trim() ?? '';
      if (value === '') return [name, '(not set)'];
      // what stands in the wrong place may be what belongs in a secret one
      if (wrong.some((setting) => setting.name === name)) return [name, '(set, cannot be used)'];
      return [name, shownValue(value, shown)];
    }),
  );
}

function shownValue(value: string, shown: Shown): string {
  if (shown === 'value') return value;
  if (shown === 'set') return '(set)';
  try {
    if (value.startsWith('postgres')) return placesIn(value);
    const { protocol, host } = new URL(value);
    return `${protocol}//${host}`;
  } catch {
    return '(set)';
  }
}
