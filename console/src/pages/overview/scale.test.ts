import { expect, test } from 'vitest';
import { roundSteps } from './scale.ts';

test.each([
  [0, [0]],
  [Number.NaN, [0]],
  [1, [0, 0.5, 1]],
  [100, [0, 50, 100]],
  [1_003_540, [0, 500_000, 1_000_000, 1_500_000]],
  [480_000, [0, 200_000, 400_000, 600_000]],
])('up to %d', (largest, steps) => {
  expect(roundSteps(largest)).toEqual(steps);
});

test('the largest value is always below the last line, and no line is crowded', () => {
  for (let largest = 1; largest < 1e9; largest = Math.ceil(largest * 1.37)) {
    const steps = roundSteps(largest);
    expect(steps.at(-1)).toBeGreaterThanOrEqual(largest);
    expect(steps.length).toBeLessThanOrEqual(6);
  }
});
