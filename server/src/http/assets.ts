import { readdir, readFile } from 'node:fs/promises';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { KEPT_FOR_EVER } from './headers.ts';

/** A built file of a front end, with its compressed forms where it was built with them. */
export interface Asset {
  readonly contentType: string;
  readonly body: Buffer;
  readonly br: Buffer | undefined;
  readonly gzip: Buffer | undefined;
}

/** By their names. */
export type Assets = ReadonlyMap<string, Asset>;

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
  png: 'image/png',
  webmanifest: 'application/manifest+json',
};

/** Reads the files of a folder into memory, once. */
export async function loadAssets(folder: string): Promise<Assets> {
  const names = new Set(await readdir(folder));
  const read = (name: string) => (names.has(name) ? readFile(folder + name) : undefined);
  const assets = new Map<string, Asset>();
  for (const name of names) {
    const contentType = CONTENT_TYPES[name.split('.').at(-1) ?? ''];
    if (!contentType) continue;
    const body = await readFile(folder + name);
    assets.set(name, { contentType, body, br: await read(`${name}.br`), gzip: await read(`${name}.gz`) });
  }
  return assets;
}

/** Sends a file, in the smallest form that the client accepts; unless it says otherwise it is named after what is in it. */
export function sendAsset(
  request: FastifyRequest,
  reply: FastifyReply,
  asset: Asset | undefined,
  cached = KEPT_FOR_EVER,
): FastifyReply {
  if (!asset) return reply.code(404).send();
  const accepted = request.headers['accept-encoding'];
  reply.headers({ 'cache-control': cached, vary: 'accept-encoding' }).type(asset.contentType);
  for (const encoding of ['br', 'gzip'] as const) {
    const body = asset[encoding];
    if (body && isAccepted(accepted, encoding)) return reply.header('content-encoding', encoding).send(body);
  }
  return reply.send(asset.body);
}

/** Whether a client that sent this `Accept-Encoding` reads an encoding: `gzip, br;q=0` says no to the second. */
export function isAccepted(accepted: string | string[] | undefined, encoding: string): boolean {
  return String(accepted ?? '')
    .toLowerCase()
    .split(',')
    .map((part) => part.replaceAll(/\s/g, ''))
    .some((part) => part === encoding || (part.startsWith(`${encoding};`) && !/;q=0(\.0*)?$/.test(part)));
}
