import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib';
import Fastify from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadAssets, sendAsset } from './assets.ts';

const CODE = 'export const answer = 42;\n'.repeat(100);
let folder: string;
const server = Fastify();
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'assets-'));
  await writeFile(join(folder, 'a.js'), CODE);
  await writeFile(join(folder, 'a.js.br'), brotliCompressSync(CODE));
  await writeFile(join(folder, 'a.js.gz'), gzipSync(CODE));
  await writeFile(join(folder, 'plain.css'), CODE);
  const assets = await loadAssets(`${folder}/`);
  server.get<{ Params: { name: string } }>('/:name', (request, reply) =>
    sendAsset(request, reply, assets.get(request.params.name)),
  );
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

async function got(name: string, accepted?: string) {
  const headers = accepted === undefined ? {} : { 'accept-encoding': accepted };
  const answer = await server.inject({ url: `/${name}`, headers });
  return { answer, encoding: answer.headers['content-encoding'] };
}

test('a file goes in the smallest form that its client reads', async () => {
  const table = [
    ['br, gzip', 'br'],
    ['gzip, deflate, br;q=0.9', 'br'],
    ['gzip, br;q=0', 'gzip'],
    ['GZIP', 'gzip'],
    ['gzip;q=0', undefined],
    ['gzip ; q=0.000', undefined],
    ['xgzip, identity', undefined],
    ['', undefined],
    [undefined, undefined],
  ] as const;
  const readers = { br: brotliDecompressSync, gzip: gunzipSync };
  for (const [accepted, expected] of table) {
    const { answer, encoding } = await got('a.js', accepted);
    expect(encoding, accepted).toBe(expected);
    const text = expected ? readers[expected](answer.rawPayload).toString() : answer.body;
    expect(text).toBe(CODE);
    expect(answer.headers).toMatchObject({
      vary: 'accept-encoding',
      'cache-control': 'public, max-age=31536000, immutable',
      'content-type': 'text/javascript; charset=utf-8',
    });
  }
});

test('what was built without compressed forms goes as it is, and what is no asset is not there', async () => {
  expect((await got('plain.css', 'br, gzip')).answer.body).toBe(CODE);
  for (const name of ['a.js.br', 'a.js.gz', 'none.js']) expect((await got(name)).answer.statusCode).toBe(404);
});
