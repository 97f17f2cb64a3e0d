import { expect, test } from 'vitest';
import { readProfile } from './cpu-profile.ts';

const frame = (functionName: string, url: string) => ({ functionName, url });
const NODES = [
  { id: 1, callFrame: frame('(root)', ''), children: [2, 3, 7] },
  { id: 2, callFrame: frame('(idle)', '') },
  { id: 3, callFrame: frame('onRequest', 'node:internal/http'), children: [4] },
  { id: 4, callFrame: frame('start', 'file:///x/server/src/apis/cashier/start.ts'), children: [5] },
  { id: 5, callFrame: frame('sceneOn', 'file:///x/server/src/apis/cashier/device.ts'), children: [6, 8] },
  { id: 6, callFrame: frame('query', 'file:///x/node_modules/pg/lib/client.js') },
  { id: 7, callFrame: frame('(garbage collector)', '') },
  { id: 8, callFrame: frame('write', 'file:///x/node_modules/@fastify/cookie/plugin.js') },
];

test('a profile is added up by rooms, packages and the runtime, without what was idle', () => {
  const { busy, places, folded } = readProfile(
    { nodes: NODES, samples: [2, 3, 4, 5, 6, 6, 7, 8], timeDeltas: [1_000, 1, 2, 3, 4, 5, 6, 7] },
    '/x',
  );
  expect(busy).toBe(28);
  expect(places).toEqual([
    { place: 'pg', self: 9, total: 9 },
    { place: '@fastify/cookie', self: 7, total: 7 },
    { place: '(garbage collector)', self: 6, total: 6 },
    { place: 'server/src/apis/cashier', self: 5, total: 21 },
    { place: 'node:internal', self: 1, total: 22 },
  ]);
  expect(Object.fromEntries(folded)).toEqual({
    'node:internal': 1,
    'node:internal;server/src/apis/cashier': 5,
    'node:internal;server/src/apis/cashier;pg': 9,
    'node:internal;server/src/apis/cashier;@fastify/cookie': 7,
    '(garbage collector)': 6,
  });
});

test('the beginning can be left out', () => {
  const profile = { nodes: NODES, samples: [4, 5, 6], timeDeltas: [900, 200, 50] };
  expect(readProfile(profile, '/x', 1).busy).toBe(250);
});
