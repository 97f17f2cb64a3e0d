import { expect, test } from 'vitest';
import { waitingLine } from './waiting-line.ts';

const SECOND = 1_000;

/** A line of so many others that have come before, at a rate. */
function lineOf(others: number, perSecond: number) {
  const line = waitingLine();
  for (let n = 0; n < others; n += 1) line.take(`other ${n}`, 0, perSecond);
  return line;
}

test('who was told to come again keeps the turn for a minute after it has come, however slow the rate gets', () => {
  const line = lineOf(500, 50);
  expect(line.take('late', 0, 50)).toBeGreaterThan(9 * SECOND);
  for (let at = SECOND; at <= 10 * SECOND; at += SECOND) line.take('looks', at, 50);
  // a tenth as many come from now on, and 250 others who came later wait
  for (let n = 0; n < 250; n += 1) line.take(`later ${n}`, 10 * SECOND, 5);
  expect(line.take('stranger', 21 * SECOND, 5)).toBeGreaterThan(30 * SECOND);
  expect(line.take('late', 21 * SECOND, 5)).toBe(0);
});

test('who does not come for a minute after his turn is a new one', () => {
  const line = lineOf(10, 1);
  line.take('late', 0, 1);
  for (let at = SECOND; at <= 80 * SECOND; at += SECOND) line.take(`later ${at % 7}`, at, 1);
  for (let n = 0; n < 10; n += 1) line.take(`newer ${n}`, 80 * SECOND, 1);
  expect(line.take('late', 80 * SECOND, 1)).toBeGreaterThan(8 * SECOND);
});

test('who asks again and again keeps the place, though others are quicker each time', () => {
  const line = lineOf(3, 1);
  line.take('slow', 0, 1);
  let n = 0;
  for (let at = 4 * SECOND; at <= 90 * SECOND; at += 500) {
    // somebody whose turn has come as well is let through just before
    line.giveBack(`quick ${n}`);
    if (line.take(`quick ${n}`, at, 1) === 0) n += 1;
    expect(line.take('slow', at, 1)).toBeLessThanOrEqual(SECOND);
  }
  expect(n).toBeGreaterThan(60);
  expect(line.take('slow', 92 * SECOND, 1)).toBe(0);
});

test('a line is waited in until its last turn has come, whether or not its owner is there', () => {
  const line = lineOf(10, 1);
  expect(line.isWaitedIn(8 * SECOND, 1)).toBe(true);
  expect(line.isWaitedIn(9 * SECOND, 1)).toBe(false);
});
