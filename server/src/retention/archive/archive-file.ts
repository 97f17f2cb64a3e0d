import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { open, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';

/** A row of a table as text, by its columns. */
export type RowText = Readonly<Record<string, string | null>>;

/** What a file of rows holds, written beside it: it is complete once this is there. */
export interface Manifest {
  readonly format: 1;
  readonly table: string;
  readonly partition: string;
  /** Years and months of Beijing; none: from the beginning. */
  readonly firstMonth: string | null;
  readonly monthBehind: string;
  readonly firstNumber: string | null;
  readonly numberBehind: string;
  readonly columns: readonly string[];
  readonly rows: number;
  /** Fen, of a table that has amounts: what came in and what went out. */
  readonly amounts?: { readonly in: string; readonly out: string };
  /** Of the file of rows, in hex. */
  readonly sha256: string;
}

/** What is found in a file of rows by reading it. */
export type FileFacts = Pick<Manifest, 'rows' | 'sha256' | 'amounts'>;

/** `NAME.jsonl.gz`: a JSON object a line. */
export const rowsFileOf = (folder: string, partition: string) => join(folder, `${partition}.jsonl.gz`);
const manifestFileOf = (folder: string, partition: string) => join(folder, `${partition}.json`);

/** Writes rows into a file that is on the disk when this returns, and answers what was written. */
export async function writeRows(path: string, rows: AsyncIterable<RowText>): Promise<FileFacts> {
  const counted = countRows();
  const hash = createHash('sha256');
  async function* lines() {
    for await (const row of rows) {
      counted.add(row);
      yield `${JSON.stringify(row)}\n`;
    }
  }
  const hashed = new Transform({
    transform(chunk, _encoding, done) {
      hash.update(chunk);
      done(null, chunk);
    },
  });
  await pipeline(Readable.from(lines()), createGzip(), hashed, createWriteStream(path));
  await sync(path);
  return { ...counted.facts(), sha256: hash.digest('hex') };
}

/** The rows of a file, one after the other. */
export async function* readRows(path: string): AsyncGenerator<RowText> {
  const text = createReadStream(path).pipe(createGunzip());
  for await (const line of createInterface({ input: text, crlfDelay: Number.POSITIVE_INFINITY }))
    yield JSON.parse(line) as RowText;
}

/** Reads a file of rows to its end. @throws when it is cut off or no such file */
export async function lookThrough(path: string): Promise<FileFacts> {
  const counted = countRows();
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk);
  for await (const row of readRows(path)) counted.add(row);
  return { ...counted.facts(), sha256: hash.digest('hex') };
}

export async function readManifest(path: string): Promise<Manifest> {
  const manifest = JSON.parse(await readFile(path, 'utf8')) as Manifest;
  if (manifest.format !== 1) throw new Error(`${path} is of a format that this version does not know`);
  return manifest;
}

/** Gives both files their names: the rows first, so that a manifest never stands alone. */
export async function completeFiles(written: string, folder: string, manifest: Manifest): Promise<void> {
  await rename(written, rowsFileOf(folder, manifest.partition));
  const path = manifestFileOf(folder, manifest.partition);
  await writeFile(`${path}.part`, `${JSON.stringify(manifest, null, 2)}\n`);
  await sync(`${path}.part`);
  await rename(`${path}.part`, path);
  await sync(dirname(path));
}

async function sync(path: string): Promise<void> {
  const file = await open(path, 'r');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

function countRows() {
  let rows = 0;
  let [incoming, outgoing] = [0n, 0n];
  let hasAmounts = false;
  return {
    add(row: RowText): void {
      rows += 1;
      if (typeof row.amount !== 'string') return;
      hasAmounts = true;
      const amount = BigInt(row.amount);
      if (amount > 0n) incoming += amount;
      else outgoing += amount;
    },
    facts: () => ({
      rows,
      ...(hasAmounts ? { amounts: { in: String(incoming), out: String(outgoing) } } : {}),
    }),
  };
}
