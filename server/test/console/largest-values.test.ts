import { cpuUsage } from 'node:process';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { CONSOLE_ROUTES } from '../../src/apis/console/all-routes.ts';
import type { Route } from '../../src/apis/console/route.ts';
import { type ConsoleClient, firstAdministrator, PASSWORD, visitor } from '../helpers/console/console.ts';
import { EXAMPLES } from '../helpers/console/console-examples.ts';
import { type Gateway, startGateway } from '../helpers/gateway/gateway.ts';
import { largestOf, partsOf, type Schema, unboundedIn } from '../helpers/partner/schema-limits.ts';

let gateway: Gateway;
let admin: ConsoleClient;
beforeAll(async () => {
  gateway = await startGateway();
  admin = await firstAdministrator(gateway);
});
afterAll(() => gateway[Symbol.asyncDispose]());
beforeEach(async () => {
  const { db, clock } = gateway.app.core;
  await db.query({ text: 'update operator_sessions set proved_at = $1', values: [clock.now()] });
});

const keyOf = ({ method, path }: Route) => `${method} ${path}`;

test('no route takes a text, a list or an object without an end', () => {
  for (const route of CONSOLE_ROUTES) expect(unboundedIn(route.params as Schema, keyOf(route))).toEqual([]);
  for (const route of gateway.app.routes) {
    for (const [part, schema] of partsOf(route))
      expect(unboundedIn(schema, `${route.url} ${part}`)).toEqual([]);
  }
});

test.each([
  ['a text without an end', { type: 'object', properties: { a: { type: 'string' } } }],
  ['a list without an end', { type: 'array', items: { type: 'string', maxLength: 1 } }],
  ['anything at all', { type: 'object' }],
  ['names without an end', { type: 'object', maxProperties: 1, additionalProperties: { type: 'boolean' } }],
])('%s would be noticed', (_what, schema) => {
  expect(unboundedIn(schema as Schema, 'x')).not.toEqual([]);
});

/**
 * Processor time of this process for one request, with everything else in it: what is linear takes milliseconds, what is
 * quadratic takes many seconds for the longest of ours.
 */
const CPU_LIMIT_MS = 5_000;

const OPEN: Readonly<Record<string, object>> = {
  'POST /sign-in': { account: 'nobody', password: PASSWORD },
  'POST /sign-in/second-factor': { kind: 'totp', text: '000000' },
  'POST /sign-in/passkey': { response: {} },
  'POST /links/look': { token: 'x' },
  'POST /links/use': { token: 'x', password: PASSWORD, account: 'somebody', name: '某人' },
};
/** They end the session, or change the password that the others need. */
const LAST = ['POST /account/sessions/end-others', 'PUT /account/password'];

describe('the longest that a field takes costs no more than its length', () => {
  const fields = CONSOLE_ROUTES.filter((route) => !LAST.includes(keyOf(route))).flatMap((route) =>
    Object.entries((route.params as Schema).properties ?? {}).map(([field, schema]) => ({
      route,
      field,
      schema,
    })),
  );

  test.each(fields.map((each) => [`${keyOf(each.route)} ${each.field}`, each] as const))(
    '%s',
    async (_name, { route, field, schema }) => {
      const isOpen = route.access === 'anyone';
      const client = isOpen ? visitor(gateway) : admin;
      const params = isOpen ? OPEN[keyOf(route)] : EXAMPLES[keyOf(route)]?.own;
      expect(params, 'an example').toBeDefined();
      for (const value of distinct(largestOf(schema, 0.9 * route.bodyLimitBytes))) {
        const before = cpuUsage();
        const answer = await client.call(keyOf(route), { ...params, [field]: value });
        const { user, system } = cpuUsage(before);
        expect(answer.status, JSON.stringify(answer.body).slice(0, 300)).toBeLessThan(500);
        expect((user + system) / 1000).toBeLessThan(CPU_LIMIT_MS);
      }
    },
  );
});

/** The larger a value, the fewer kinds of it: all of them would be gigabytes. */
function distinct(values: readonly unknown[]): readonly unknown[] {
  const size = JSON.stringify(values[0] ?? null).length;
  if (size > 1_000_000) return values.slice(0, 2);
  return size > 10_000 ? values : values.filter((_, index) => index % 3 === 0);
}
