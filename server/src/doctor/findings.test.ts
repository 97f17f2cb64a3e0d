import { expect, test } from 'vitest';
import { DAY_MS, MINUTE_MS, plusMs } from '../lib/clock.ts';
import { endFinding } from './certificate-end.ts';
import { clockFinding } from './check-clock.ts';
import { capacityFindings } from './check-database.ts';
import { durabilityFindings, standbyFindings } from './check-durability.ts';
import { spaceFinding } from './check-files.ts';
import { backlogFindings, monthFindings } from './check-jobs.ts';
import { migrationFindings } from './check-schema.ts';
import { standbyReadFindings } from './check-standbys.ts';
import type { Finding } from './finding.ts';

const NOW = new Date('2026-03-01T00:00:00Z');
const summaries = (findings: readonly Finding[]) => findings.map(({ severity, id }) => `${severity} ${id}`);
const SAFE = {
  fsync: 'on',
  full_page_writes: 'on',
  synchronous_commit: 'on',
  data_checksums: 'on',
  wal_level: 'replica',
  archive_mode: 'on',
};

test.each<[what: string, settings: Record<string, string>, found: readonly string[]]>([
  ['as PostgreSQL ships it, with an archive', {}, ['ok database.durability']],
  ['no fsync', { fsync: 'off' }, ['fault database.fsync']],
  ['torn pages', { full_page_writes: 'off' }, ['fault database.full_page_writes']],
  ['commits that do not wait', { synchronous_commit: 'off' }, ['fault database.synchronous_commit']],
  ['commits that wait here alone', { synchronous_commit: 'local' }, ['ok database.durability']],
  [
    'the same with a standby',
    { synchronous_commit: 'local', synchronous_standby_names: 's1' },
    ['warning database.synchronous_commit'],
  ],
  ['no checksums', { data_checksums: 'off' }, ['warning database.data_checksums']],
  ['no archive', { archive_mode: 'off' }, ['warning database.archiving']],
  ['no WAL to archive', { wal_level: 'minimal' }, ['warning database.archiving']],
])('durability: %s', (_what, settings, found) => {
  expect(summaries(durabilityFindings({ ...SAFE, ...settings }, undefined, true))).toEqual(found);
});

test('an archive that fails is a fault, and a sandbox needs none', () => {
  expect(summaries(durabilityFindings(SAFE, NOW, true))).toEqual(['fault database.archiving']);
  expect(summaries(durabilityFindings({ ...SAFE, archive_mode: 'off' }, undefined, false))).toEqual([
    'ok database.durability',
  ]);
});

const standby = (isSynchronous: boolean | null, lagSeconds: number | null) => ({
  name: 's1',
  isSynchronous,
  lagSeconds,
});

test.each<[what: string, standbys: ReturnType<typeof standby>[], names: string, found: readonly string[]]>([
  ['none, and none wanted', [], '', []],
  ['one that follows', [standby(true, 0.1)], 's1', ['ok database.standby']],
  ['one wanted and none there', [], 's1', ['fault database.standby']],
  ['one wanted and only another there', [standby(false, 0)], 's1', ['fault database.standby']],
  ['one that our role may not read', [standby(null, null)], 's1', ['ok database.standby']],
  ['one that is behind', [standby(false, 60)], '', ['warning database.standby']],
  ['one that is far behind', [standby(false, 3_600)], '', ['fault database.standby']],
])('standbys: %s', (_what, standbys, names, found) => {
  expect(summaries(standbyFindings(standbys, { synchronous_standby_names: names }))).toEqual(found);
});

const USABLE = { kind: 'usable', place: 'db2:5432', caughtUpMs: 20 } as const;
const PRIMARY = { kind: 'takes_writes', place: 'db1:5432' } as const;

test.each<[what: string, seen: Parameters<typeof standbyReadFindings>[0], severities: readonly string[]]>([
  ['one that can be', [USABLE], ['ok']],
  ['the two machines of a cluster', [PRIMARY, USABLE], ['ok', 'ok']],
  ['the primary alone', [PRIMARY], ['warning']],
  [
    'one that can be, and one of another cluster',
    [USABLE, { kind: 'other_cluster', place: 'x:1' }],
    ['ok', 'warning'],
  ],
  [
    'one whose tables our role may not read',
    [{ kind: 'rights', place: 'x:1', detail: 'orders' }],
    ['warning'],
  ],
])('reads from standbys: %s', (_what, seen, severities) => {
  const found = severities.map((severity) => `${severity} database.standby_reads`);
  expect(summaries(standbyReadFindings(seen))).toEqual(found);
});

const FREE = { connections: 10, roleLimit: -1, databaseLimit: -1 };

test.each<[what: string, facts: typeof FREE, found: string]>([
  ['room enough', FREE, 'ok'],
  ['nearly used up', { ...FREE, connections: 90 }, 'warning'],
  ['too few for the role', { ...FREE, roleLimit: 10 }, 'fault'],
  ['too few for the database', { ...FREE, databaseLimit: 20 }, 'fault'],
])('connections: %s', (_what, facts, found) => {
  const settings = { max_connections: '100', superuser_reserved_connections: '3' };
  expect(summaries(capacityFindings(facts, settings, { poolSize: 16 }))).toEqual([
    `${found} database.connections`,
  ]);
  expect(summaries(capacityFindings(FREE, { max_connections: '20' }, { poolSize: 16 }))).toEqual([
    'fault database.connections',
  ]);
});

const WHOLE = { applied: 3, pending: [], unknown: [], ahead: [], changed: [], skipped: [] };

test.each<[what: string, state: object, found: string]>([
  ['up to date', {}, 'ok'],
  ['an upgrade to come', { pending: ['0004_x.sql'] }, 'warning'],
  ['a newer database', { unknown: ['0009_x.sql'] }, 'fault'],
  ['a newer database that this version goes on with', { ahead: ['0009_x.sql'] }, 'warning'],
  ['another file', { changed: ['0002_x.sql'] }, 'fault'],
  ['half-migrated', { skipped: ['0002_x.sql'] }, 'fault'],
])('migrations: %s', (_what, state, found) => {
  expect(summaries(migrationFindings({ ...WHOLE, ...state }))).toEqual([`${found} migrations`]);
});

test.each<[minutes: number, found: string]>([
  [0, 'ok jobs.backlog'],
  [1, 'ok jobs.backlog'],
  [5, 'warning jobs.refunds'],
  [60, 'fault jobs.refunds'],
])('work that is due for %d minutes', (minutes, found) => {
  const backlog = [{ kind: 'refunds', due: 7, oldest: plusMs(NOW, -minutes * MINUTE_MS) }];
  expect(summaries(backlogFindings(backlog, NOW))).toEqual([found]);
});

test.each<[what: string, months: readonly number[], found: string]>([
  ['both have the next month', [2, 1], 'ok jobs.months'],
  ['one ends with this month', [1, 0], 'warning jobs.months'],
  ['nothing was made for months', [-3, -3], 'warning jobs.months'],
])('partitions of months: %s', (_what, months, found) => {
  const tables = months.map((ahead, index) => ({ table: `t${index}`, months: ahead }));
  expect(summaries(monthFindings(tables))).toEqual([found]);
});

test.each<[days: number, found: string]>([
  [-1, 'fault x'],
  [0, 'fault x'],
  [1, 'warning x'],
  [29, 'warning x'],
  [31, 'ok x'],
])('a certificate that ends in %d days', (days, found) => {
  const none = { zh: '', en: '' };
  expect(summaries([endFinding('x', none, plusMs(NOW, days * DAY_MS), NOW, none)])).toEqual([found]);
});

test.each<[what: string, reportedMs: number, grainMs: number, found: string, words: string]>([
  ['the same', 0, 1, 'ok', 'agrees'],
  ['within the way there and back', 900, 1, 'ok', 'agrees'],
  ['whole seconds, just over', -1_500, 1_000, 'ok', 'agrees'],
  ['ten seconds later', 11_000, 1, 'warning', '10.0 s behind'],
  ['ten seconds earlier', -10_000, 1, 'warning', '10.0 s ahead of'],
  ['two minutes earlier', -120_000, 1, 'fault', 'ahead of'],
])('a clock that says %s', (_what, reportedMs, grainMs, found, words) => {
  const reading = {
    id: 'clock.x',
    whose: { zh: ' x ', en: 'x' },
    askedAt: NOW,
    answeredAt: plusMs(NOW, 1_000),
    grainMs,
  };
  const finding = clockFinding({ ...reading, reported: plusMs(NOW, reportedMs) });
  expect(finding).toMatchObject({ severity: found, message: { en: expect.stringContaining(words) } });
});

const GIB = 1024 ** 3;

test.each<[free: number, all: number, found: string]>([
  [50, 100, 'ok'],
  [20, 2_000, 'ok'],
  [2, 10, 'ok'],
  [3, 100, 'warning'],
  [0.5, 100, 'fault'],
])('%d of %d GiB left', (free, all, found) => {
  expect(spaceFinding('disk.x', '/x', { free: free * GIB, all: all * GIB }).severity).toBe(found);
});
