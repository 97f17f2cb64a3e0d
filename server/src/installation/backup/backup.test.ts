import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type BackupRecord, basesIn, walIn } from './backup-folder.ts';
import { chooseBackup } from './choose-backup.ts';
import { keysAmongBackups, requireApart } from './key-place.ts';
import { readInstant, shanghaiTime } from './restore-time.ts';
import { removeOld } from './retention.ts';
import { walAfter } from './wal-archive.ts';
import { segmentAfter, segmentAt } from './wal-segment.ts';

const SEGMENT_BYTES = 16 * 2 ** 20;
const KEY = Buffer.alloc(32, 7);

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'zhixiao-backup-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** A day's backup, whose WAL begins with segment `day * 16` and is over at noon in UTC. */
async function backupOf(day: number): Promise<BackupRecord> {
  const name = `202611${String(day).padStart(2, '0')}T110000Z`;
  const record: BackupRecord = {
    name,
    version: 180004,
    walSegmentBytes: SEGMENT_BYTES,
    bytes: 1,
    start: { lsn: `0/${(day * 16).toString(16)}000028`, timeline: 1 },
    end: { lsn: `0/${(day * 16 + 1).toString(16)}000028`, timeline: 1 },
    startedAt: `2026-11-${day}T11:00:00.000Z`,
    finishedAt: `2026-11-${day}T12:00:00.000Z`,
    programVersion: '0.1.0',
    source: 'embedded',
    files: [],
  };
  await mkdir(join(basesIn(folder), name), { recursive: true });
  await writeFile(join(basesIn(folder), name, 'backup.json'), JSON.stringify(record));
  return record;
}

async function archive(...names: string[]): Promise<void> {
  await mkdir(walIn(folder), { recursive: true });
  for (const name of names) await writeFile(join(walIn(folder), name), '');
}

const segment = (number: number) => `0000000100000000${number.toString(16).toUpperCase().padStart(8, '0')}`;

test.each([
  ['0/0', SEGMENT_BYTES, '000000010000000000000000'],
  ['0/4000028', SEGMENT_BYTES, '000000010000000000000004'],
  ['1A/FF000000', SEGMENT_BYTES, '000000010000001A000000FF'],
  ['1/40000000', 2 ** 30, '000000010000000100000001'],
])('the segment of %s', (lsn, bytes, name) => {
  expect(segmentAt({ lsn, timeline: 1 }, bytes)).toBe(name);
});

test.each([
  ['000000010000000000000004', SEGMENT_BYTES, '000000010000000000000005'],
  ['0000000100000000000000FF', SEGMENT_BYTES, '000000010000000100000000'],
  ['0000000A0000000100000003', 2 ** 30, '0000000A0000000200000000'],
])('the segment behind %s', (name, bytes, next) => {
  expect(segmentAfter(name, bytes)).toBe(next);
});

test.each([
  ['2026-11-28 10:30:05', '2026-11-28T02:30:05.000Z'],
  ['2026-11-28T10:30', '2026-11-28T02:30:00.000Z'],
  ['2026-11-28 10:30:05.25Z', '2026-11-28T10:30:05.250Z'],
  ['2026-11-28 10:30:05 -05:00', '2026-11-28T15:30:05.000Z'],
  ['2026-02-30 10:30:05', undefined],
  ['2026-11-28 25:00:00', undefined],
  ['10:30', undefined],
  ['yesterday', undefined],
])('an operator writes %s', (text, instant) => {
  expect(readInstant(text)?.toISOString()).toBe(instant);
});

test('instants are shown in the time of China', () => {
  expect(shanghaiTime(new Date('2026-11-28T18:30:05.120Z'))).toBe('2026-11-29 02:30:05.120 +08:00');
});

test('the newest backup that was over by then is chosen, and one that is none of the wanted refused', async () => {
  await expect(chooseBackup(folder, { to: undefined, name: undefined })).rejects.toThrow('没有完整的备份');
  const [first, second] = [await backupOf(10), await backupOf(11)];
  await mkdir(join(basesIn(folder), '20261112T110000Z.part'));
  const choose = (to: string | undefined, name?: string) =>
    chooseBackup(folder, { to: to === undefined ? undefined : new Date(to), name });
  expect(await choose(undefined)).toEqual(second);
  expect(await choose('2026-11-11T12:00:00Z')).toEqual(second);
  expect(await choose('2026-11-11T11:59:59Z')).toEqual(first);
  expect(await choose(undefined, first.name)).toEqual(first);
  await expect(choose('2026-11-10T11:59:59Z')).rejects.toThrow('2026-11-10 20:00:00');
  await expect(choose('2026-11-10T13:00:00Z', second.name)).rejects.toThrow('无法恢复');
  await expect(choose(undefined, 'x')).rejects.toThrow(second.name);
});

test('the newest backups stay with the WAL from the oldest of them on, whatever its timeline', async () => {
  for (const day of [10, 11, 12]) await backupOf(day);
  const kept = [
    segment(11 * 16),
    segment(12 * 16).replace('00000001', '00000002'),
    `${segment(11 * 16)}.00000028.backup`,
    '00000002.history',
  ].map((name) => `${name}.gz`);
  const old = [
    segment(11 * 16 - 1),
    segment(3).replace('00000001', '00000002'),
    `${segment(160)}.00000028.backup`,
  ];
  await archive(...kept, ...old.map((name) => `${name}.gz`), '.000.12.part');
  expect(await removeOld(folder, 2)).toEqual({ backups: ['20261110T110000Z'], walFiles: 3 });
  expect((await readdir(walIn(folder))).toSorted()).toEqual([...kept, '.000.12.part'].toSorted());
  expect(await readdir(basesIn(folder))).toEqual(['20261111T110000Z', '20261112T110000Z']);
  // nothing is taken away while there is no whole backup
  await rm(basesIn(folder), { recursive: true });
  expect(await removeOld(folder, 2)).toEqual({ backups: [], walFiles: 0 });
});

test('a gap in the WAL is named', async () => {
  const backup = await backupOf(10);
  expect(await walAfter(folder, backup)).toEqual({ segments: [], until: undefined, gap: undefined });
  await archive(`${segment(160)}.gz`, `${segment(161)}.gz`, `${segment(162)}.gz`);
  expect(await walAfter(folder, backup)).toMatchObject({
    segments: [segment(161), segment(162)],
    gap: undefined,
  });
  await archive(`${segment(164)}.gz`);
  expect(await walAfter(folder, backup)).toMatchObject({ gap: segment(163) });
});

test('the folder of the key and what lies in it takes no backups, by whichever name', async () => {
  const [keys, other] = [join(folder, 'keys'), join(folder, 'keys-of-others')];
  for (const path of [keys, other]) await mkdir(path);
  await symlink(keys, join(folder, 'link'));
  for (const path of [
    keys,
    join(keys, 'backups'),
    join(folder, 'link', 'a', 'b'),
    join(other, '..', 'keys'),
  ]) {
    await expect(requireApart(path, { folders: [keys] }), path).rejects.toThrow('主密钥');
  }
  for (const path of [other, folder, join(folder, 'new')]) await requireApart(path, { folders: [keys] });
});

test('a key among the backups is found, as bytes and in a file of settings', async () => {
  const place = { folders: [], keys: [KEY] };
  await writeFile(join(folder, 'README'), 'nothing');
  expect(await keysAmongBackups(folder, place)).toEqual([]);
  await writeFile(join(folder, 'master.key'), KEY);
  await writeFile(join(folder, 'old.env'), `MASTER_KEY=${KEY.toString('base64')}\n`);
  expect((await keysAmongBackups(folder, place)).toSorted()).toEqual([
    join(folder, 'master.key'),
    join(folder, 'old.env'),
  ]);
  await mkdir(join(folder, 'data'));
  expect(await keysAmongBackups(folder, { folders: [join(folder, 'data')], keys: [] })).toHaveLength(1);
});
