import { expect, test } from 'vitest';
import { DAY_MS, HOUR_MS, plusMs } from '../../lib/clock.ts';
import { dayStart } from '../../lib/shanghai-day.ts';
import { AppTallies } from './app-tallies.ts';
import { allowedBy } from './request-quota.ts';

const MIDNIGHT = dayStart('2026-11-29');
const ROWS = 1_000;

/** Asks so often, and says how often it was kept. */
function ask(tallies: AppTallies, kind: 'done' | 'refused' | 'unproved', times: number, app = 'a'): number {
  return Array.from({ length: times }, () => tallies.count(app, kind, true)).filter(Boolean).length;
}

test('each kind has a part of its own, of which a quarter is free at once and all at the end of the day', () => {
  expect(allowedBy(ROWS, 'done', 0)).toBe(125);
  expect(allowedBy(ROWS, 'done', DAY_MS)).toBe(500);
  expect(allowedBy(ROWS, 'refused', DAY_MS)).toBe(300);
  expect(allowedBy(ROWS, 'unproved', DAY_MS / 2)).toBe(125);
});

test('what is kept stays within the quota of the day, whatever the hour and however much is asked', () => {
  const tallies = new AppTallies(ROWS);
  let kept = 0;
  for (let at = 0; at <= DAY_MS - HOUR_MS / 2; at += HOUR_MS / 2) {
    kept += ask(tallies, 'done', 500);
    const counts = tallies.take();
    expect(counts).toMatchObject([{ appId: 'a', kind: 'done', total: 500 }]);
    tallies.learn([{ appId: 'a', kind: 'done', total: 0, kept }]);
    tallies.allow(plusMs(MIDNIGHT, at));
    if (at === 12 * HOUR_MS) expect(ask(tallies, 'refused', 5)).toBe(5);
    tallies.take();
  }
  // some are kept in every part of the day, and never more than its quota
  expect(kept).toBeGreaterThan(400);
  expect(kept).toBeLessThanOrEqual(500);
  tallies.allow(plusMs(MIDNIGHT, DAY_MS));
  expect(ask(tallies, 'done', 500)).toBe(100);
});

test('successes and strangers take no room from refusals, nor one app from another', () => {
  const tallies = new AppTallies(ROWS);
  ask(tallies, 'done', 1_000);
  ask(tallies, 'unproved', 1_000);
  expect(ask(tallies, 'refused', 5)).toBe(5);
  expect(ask(tallies, 'done', 5, 'b')).toBe(5);
});

test('without room, and once they are lost, requests are counted and not kept', () => {
  const tallies = new AppTallies(ROWS);
  expect(tallies.count('a', 'done', false)).toBe(false);
  expect(ask(tallies, 'done', 2)).toBe(2);
  const counts = tallies.take();
  expect(counts).toEqual([{ appId: 'a', kind: 'done', total: 3, kept: 2 }]);
  tallies.putBack(counts, false);
  // however long the database is away
  for (let n = 0; n <= 600; n += 1) tallies.allow(MIDNIGHT);
  expect(tallies.take()).toEqual([{ appId: 'a', kind: 'done', total: 3, kept: 0 }]);
  expect(tallies.take()).toEqual([]);
  for (let n = 0; n <= 600; n += 1) tallies.allow(MIDNIGHT);
  expect(tallies.isEmpty).toBe(true);
});
