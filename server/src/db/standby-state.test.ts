import { expect, test } from 'vitest';
import { judgeIdentity, type Sample, type StandbyWal, shownUntil } from './standby-state.ts';

const IDENTITY = { cluster: '7301', database: 'zhixiao' };

function sampled(askedAt: number, lsn: string, timeline = 1): Sample {
  return { askedAt, primary: { ...IDENTITY, end: { lsn, timeline } } };
}

function standby(lsn: string, more: Partial<StandbyWal> = {}): StandbyWal {
  return { ...IDENTITY, isStandby: true, replayed: { lsn, timeline: 1 }, ...more };
}

test('a standby shows what there was when the primary was asked for the last position that it has replayed', () => {
  const samples = [sampled(1_000, '0/100'), sampled(1_500, '0/200'), sampled(2_000, '0/300')];
  expect(shownUntil(samples, standby('0/300'))).toBe(2_000);
  expect(shownUntil(samples, standby('0/400'))).toBe(2_000);
  expect(shownUntil(samples, standby('0/2FF'))).toBe(1_500);
  expect(shownUntil(samples, standby('0/FF'))).toBeUndefined();
  expect(shownUntil([], standby('0/400'))).toBeUndefined();
});

test('a primary on which nothing happens leaves no standby behind', () => {
  const samples = [sampled(1_000, '0/100'), sampled(60_000, '0/100'), sampled(120_000, '0/100')];
  expect(shownUntil(samples, standby('0/100'))).toBe(120_000);
});

test('positions of another timeline say nothing', () => {
  const samples = [sampled(1_000, '0/100', 1), sampled(1_500, '0/110', 2)];
  expect(shownUntil(samples.slice(1), standby('0/900'))).toBeUndefined();
  const followed = standby('0/110', { replayed: { lsn: '0/110', timeline: 2 } });
  expect(shownUntil(samples, followed)).toBe(1_500);
});

test.each([
  ['usable', standby('0/100')],
  ['takes_writes', standby('0/0', { isStandby: false })],
  ['other_cluster', standby('0/100', { cluster: '7302' })],
  ['other_database', standby('0/100', { database: 'postgres' })],
  // it follows a primary that is none any more, and may be ahead of the present one
  ['other_timeline', standby('0/900', { replayed: { lsn: '0/900', timeline: 0 } })],
] as const)('%s', (verdict, wal) => {
  expect(judgeIdentity(sampled(0, '0/100'), wal)).toBe(verdict);
});

test('nothing is read while it is not known where the primary is', () => {
  expect(judgeIdentity(undefined, standby('0/100'))).toBe('primary_unknown');
});
