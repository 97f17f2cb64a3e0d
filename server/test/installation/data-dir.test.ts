import { chmod, mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openDataDir } from '../../src/installation/data-dir.ts';

const FOLDER_MODE = process.getuid?.() === 0 ? 0o711 : 0o700;

let parent: string;
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'zhixiao-data-'));
});
afterEach(() => rm(parent, { recursive: true }));

const modeOf = async (path: string) => (await stat(path)).mode & 0o777;

test('a new data folder is closed to others, and nothing is logged', async () => {
  const told: string[] = [];
  const folder = join(parent, 'deep', 'data');
  await openDataDir(folder, (line) => told.push(line));
  expect(await modeOf(folder)).toBe(0o700);
  expect(told).toEqual([]);
});

test('a folder that others could read is closed, with its keys, and logged once', async () => {
  const told: string[] = [];
  const folder = join(parent, 'data');
  for (const path of ['sandbox', 'postgres']) await mkdir(join(folder, path), { recursive: true });
  for (const name of ['master.key', 'audit-heads.jsonl', join('sandbox', 'state')]) {
    await writeFile(join(folder, name), 'x');
    await chmod(join(folder, name), 0o666);
  }
  for (const name of ['.', 'sandbox', 'postgres']) await chmod(join(folder, name), 0o777);
  for (const _start of [1, 2]) await openDataDir(folder, (line) => told.push(line));
  expect(await modeOf(folder)).toBe(FOLDER_MODE);
  for (const name of ['master.key', 'audit-heads.jsonl'])
    expect(await modeOf(join(folder, name))).toBe(0o600);
  expect(await modeOf(join(folder, 'sandbox'))).toBe(0o700);
  // PostgreSQL's own
  expect(await modeOf(join(folder, 'postgres'))).toBe(0o777);
  expect(told).toEqual([expect.stringContaining('was open to other users')]);
});

test('what is closed more than needed stays so', async () => {
  const folder = join(parent, 'data');
  await mkdir(folder, { mode: 0o700 });
  await writeFile(join(folder, 'master.key'), 'x', { mode: 0o400 });
  await openDataDir(folder, () => undefined);
  expect(await modeOf(join(folder, 'master.key'))).toBe(0o400);
});
