import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';

/** The content of a compressed file; an error of either ends the iteration with it. */
export async function* unzip(path: string): AsyncGenerator<Buffer> {
  let failure: unknown;
  const content = pipeline(createReadStream(path), createGunzip(), (error) => {
    failure = error;
  });
  try {
    for await (const chunk of content) yield chunk as Buffer;
  } catch (error) {
    throw failure ?? error;
  }
}
