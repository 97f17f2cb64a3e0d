import { expect, test } from 'vitest';
import type { Surplus } from '../../http/exact.ts';
import { route } from './route.ts';

/** Fails to compile unless the two are the same. */
type Same<A, B> = [A, B] extends [B, A] ? true : false;
const isSame = <A, B>(same: Same<A, B>) => same;

const READING = { permission: 'orders.read', scope: 'schools', proof: 'session', audit: 'none' } as const;

interface Named {
  readonly id: string;
  readonly rows: readonly { readonly name: string; readonly at?: string }[];
  readonly either: { readonly a: string } | { readonly b: string };
  readonly open: object;
  readonly unknown: unknown;
  readonly byName: Readonly<Record<string, string>>;
}

test('a field too many is reported by its name, at any depth', () => {
  type Row = { name: string; at: string | undefined };
  isSame<Surplus<{ id: string; rows: Row[]; either: { b: string } }, Named>, never>(true);
  isSame<Surplus<{ id: string; seal: string }, Named>, 'seal'>(true);
  isSame<Surplus<{ rows: (Row & { hash: string })[] }, Named>, 'hash'>(true);
  isSame<Surplus<{ either: { a: string; c: string } }, Named>, 'c'>(true);
  isSame<Surplus<{ open: { any: string }; unknown: { any: string }; byName: { any: string } }, Named>, never>(
    true,
  );
  expect(isSame<Surplus<{ id: string }, Record<never, never>>, 'id'>(true)).toBe(true);
});

test('a handler that answers more or less than the contract names does not compile', () => {
  const app = { appId: 'x', name: 'x' };
  const enough = route('GET /app-names', { ...READING, answer: async () => ({ apps: [app] }) });
  expect(enough.path).toBe('/app-names');
  route('GET /app-names', {
    ...READING,
    // @ts-expect-error a field too many
    answer: async () => ({ apps: [{ ...app, secret: 'x' }] }),
  });
  route('GET /app-names', {
    ...READING,
    // @ts-expect-error a field too few
    answer: async () => ({ apps: [{ appId: 'x' }] }),
  });
  route('GET /app-names', {
    ...READING,
    // @ts-expect-error of another type
    answer: async () => ({ apps: [{ ...app, name: 1 }] }),
  });
  route('GET /app-names', {
    ...READING,
    // @ts-expect-error what is nothing has no field
    answer: async () => ({ apps: [], seal: 'x' }),
  });
});
