import { ROLES, type Role } from '@zhixiao/contract/codes/access';
import { FILE } from '@zhixiao/contract/console/list';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { CONSOLE_ROUTES } from '../../src/apis/console/all-routes.ts';
import type { OperatorRoute, Route } from '../../src/apis/console/route.ts';
import { insertApp } from '../../src/apps/app-store.ts';
import { isPermitted } from '../../src/operators/roles.ts';
import { TEST_APP } from '../../src/sandbox/seed.ts';
import { type ConsoleClient, firstAdministrator, invited, visitor } from '../helpers/console/console.ts';
import { EXAMPLES, FOREIGN_MARK, seedForeignSchool } from '../helpers/console/console-examples.ts';
import { type Gateway, startGateway } from '../helpers/gateway/gateway.ts';

/**
 * Every declared route, asked by every role and by operators of one school about things of another. What each
 * answer must be follows from the declarations; a route without example parameters fails.
 */
const MINE = { ...TEST_APP, appId: 'mine', schoolId: 'mine', name: '我的应用' };

let gateway: Gateway;
const clients = new Map<string, ConsoleClient>();
beforeAll(async () => {
  gateway = await startGateway();
  const admin = await firstAdministrator(gateway);
  await seedForeignSchool(gateway);
  const { db, vault, clock } = gateway.app.core;
  await insertApp(db, vault, MINE, clock.now());
  for (const role of ROLES) {
    // a partner has apps: "all" are those of the sandbox's school
    const isPartner = role === 'partner';
    const all = isPartner ? { appIds: [TEST_APP.appId] } : {};
    const one = isPartner ? { appIds: [MINE.appId] } : { schoolIds: [MINE.schoolId] };
    clients.set(`${role} of all`, await invited(gateway, admin, { account: `${role}.all`, role, ...all }));
    clients.set(`${role} of one`, await invited(gateway, admin, { account: `${role}.one`, role, ...one }));
  }
});
afterAll(() => gateway[Symbol.asyncDispose]());
// a proof lasts five minutes, which a slow run is longer than
beforeEach(async () => {
  const { db, clock } = gateway.app.core;
  await db.query({ text: 'update operator_sessions set proved_at = $1', values: [clock.now()] });
});

const keyOf = ({ method, path }: Route) => `${method} ${path}`;
const guarded = CONSOLE_ROUTES.filter((route): route is OperatorRoute => route.access !== 'anyone');

test('every declared route has examples, and every example a route', () => {
  expect(Object.keys(EXAMPLES).sort()).toEqual(guarded.map(keyOf).sort());
});

test('only signing in, signing out, one-time links and the only school’s name are open to anybody', () => {
  const open = CONSOLE_ROUTES.filter(({ access }) => access === 'anyone').map(keyOf);
  expect(open.sort()).toEqual([
    'GET /sign-in/brand',
    'POST /links/look',
    'POST /links/use',
    'POST /sign-in',
    'POST /sign-in/passkey',
    'POST /sign-in/passkey-request',
    'POST /sign-in/second-factor',
    'POST /sign-out',
  ]);
});

const isTakenAway = ({ answers, params }: Route) => answers === FILE && propertiesOf(params).includes('form');

test('a list that is taken away is declared as the list is, and needs the permission to export besides', () => {
  const exports = guarded.filter(isTakenAway);
  expect(exports.length).toBeGreaterThan(15);
  const alsoExporting = guarded.filter(({ access }) => access.alsoNeeds === 'lists.export');
  expect(alsoExporting.map(keyOf)).toEqual(exports.map(keyOf));
  for (const route of exports) {
    const path = route.path.slice(0, -'/export'.length);
    const list = guarded.find((each) => each.method === route.method && each.path === path);
    expect(list, path).toBeDefined();
    // what names people in full asks for a fresh proof besides
    const isPersonal = propertiesOf(route.params).includes('reason');
    expect(route.access, path).toEqual({
      ...list?.access,
      alsoNeeds: 'lists.export',
      ...(isPersonal ? { proof: 'fresh' } : {}),
    });
  }
});

/** What moves money, or changes keys or access. */
const GRAVE: readonly string[] = [
  'refunds.request',
  'refunds.decide',
  'reconciliation.approve',
  'settlement.lock',
  'apps.manage',
  'apps.rotate',
  'channels.manage',
  'schools.manage',
  'operators.manage',
  'operators.freeze',
  'changes.decide',
];

test('every change has an audit entry, and grave ones need a fresh proof', () => {
  for (const route of guarded) {
    if (route.method === 'GET') continue;
    expect(route.audit, keyOf(route)).toBeDefined();
    if (GRAVE.includes(route.access.permission)) expect(route.access.proof, keyOf(route)).toBe('fresh');
  }
});

describe.each(guarded.map((route) => [keyOf(route), route] as const))('%s', (key, route) => {
  const ask = (client: ConsoleClient, params: object) => client.call(key, params);

  test('is closed to a visitor', async () => {
    const answer = await ask(visitor(gateway), EXAMPLES[key]?.own ?? {});
    expect([answer.status, answer.body.error?.code]).toEqual([401, 'not_signed_in']);
  });

  test.each(ROLES)('%s', async (role) => {
    const { all, one } = clientsOf(role);
    const own = EXAMPLES[key]?.own ?? {};
    if (!mayAsk(route, role)) {
      expect((await ask(all, own)).status).toBe(403);
      expect((await ask(one, own)).status).toBe(403);
      return;
    }
    if (route.access.scope === 'platform') {
      expect((await ask(one, own)).status).toBe(403);
    }
    const answer = await ask(all, own);
    expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(500);
    // the handler has run
    expect(['not_permitted', 'invalid', 'proof_needed']).not.toContain(answer.body.error?.code);
    if (!takesSchool(route)) return;
    expect((await ask(all, { ...own, schoolId: 'none' })).body.error?.code).toBe('school_not_found');
  });

  test.each(ROLES)('%s of one school learns nothing of another', async (role) => {
    const { one } = clientsOf(role);
    const { own, foreign = [] } = EXAMPLES[key] ?? { own: {} };
    for (const params of [{ ...own, schoolId: 'foreign' }, ...foreign]) {
      const answer = await ask(one, params);
      const told = JSON.stringify(answer.body);
      expect(told).not.toContain(FOREIGN_MARK);
      const code = answer.body.error?.code ?? 'answered';
      expect(code, `${JSON.stringify(params)}: ${told}`).toMatch(foreignAnswer(route, role, params));
    }
  });
});

/** What somebody of one school is told who asks a route about another: that it is not there, or of nothing. */
function foreignAnswer(route: OperatorRoute, role: Role, params: object): RegExp {
  const { access, method, path } = route;
  const isPlatforms = access.scope === 'platform';
  if (!mayAsk(route, role) || isPlatforms) return /^not_permitted$/;
  if ('schoolId' in params) return takesSchool(route) ? /^school_not_found$/ : /^invalid$/;
  const isList = method === 'GET' && !path.includes(':');
  return isList ? /^(answered|\w+_not_found)$/ : /^(\w+_not_found|bill_not_there)$/;
}

function takesSchool({ params }: Route): boolean {
  return propertiesOf(params).includes('schoolId');
}

function propertiesOf(params: Route['params']): string[] {
  return 'properties' in params ? Object.keys(params.properties as object) : [];
}

function mayAsk({ access }: OperatorRoute, role: Role): boolean {
  if (access.permission === 'signed_in') return true;
  // whatever it is permitted: it has no school
  if (role === 'partner' && access.scope !== 'apps') return false;
  if (access.alsoNeeds && !isPermitted(role, access.alsoNeeds)) return false;
  return isPermitted(role, access.permission);
}

function clientsOf(role: Role): { all: ConsoleClient; one: ConsoleClient } {
  const [all, one] = [clients.get(`${role} of all`), clients.get(`${role} of one`)];
  if (!all || !one) throw new Error(`no ${role}`);
  return { all, one };
}

test('the examples reach what they are meant for', async () => {
  const all = clients.get('administrator of all');
  const log = await all?.call('GET /audit', { schoolId: 'foreign' });
  expect(JSON.stringify(log?.body)).toContain(FOREIGN_MARK);
});
