import { pack } from 'tar-stream';
import { expect, test } from 'vitest';
import { readTar } from './read-tar.ts';

const CONTENTS = { empty: '', short: 'one', block: 'x'.repeat(512), long: 'yz'.repeat(700) };

/** As another program writes it. */
async function tarOf(files: Readonly<Record<string, string>>): Promise<Buffer> {
  const tar = pack();
  tar.entry({ name: 'folder', type: 'directory' });
  for (const [name, content] of Object.entries(files)) tar.entry({ name: `folder/${name}` }, content);
  tar.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of tar) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

async function read(tar: Buffer, portion: number): Promise<Record<string, string | undefined>> {
  async function* portions() {
    for (let at = 0; at < tar.length; at += portion) yield tar.subarray(at, at + portion);
  }
  const found: Record<string, string | undefined> = {};
  for await (const { path, isFolder, content } of readTar(portions())) {
    const chunks: Buffer[] = [];
    for await (const chunk of content) chunks.push(chunk);
    found[path] = isFolder ? undefined : Buffer.concat(chunks).toString();
  }
  return found;
}

test.each([1, 511, 512, 513, 100_000])(
  'files and folders come out as they went in, by %i bytes',
  async (portion) => {
    const expected = Object.entries(CONTENTS).map(([name, content]) => [`folder/${name}`, content]);
    expect(await read(await tarOf(CONTENTS), portion)).toEqual({
      folder: undefined,
      ...Object.fromEntries(expected),
    });
  },
);

test('what is cut short, damaged or leads out is refused', async () => {
  const tar = await tarOf(CONTENTS);
  await expect(read(tar.subarray(0, 1_100), 512)).rejects.toThrow('ends too early');
  const damaged = Buffer.from(tar);
  damaged[3] = 0x41;
  await expect(read(damaged, 512)).rejects.toThrow('damaged');
  await expect(read(await tarOf({ '../../out': 'x' }), 512)).rejects.toThrow('leads out');
});
