import { expect, test } from 'vitest';
import { summarise } from './findings.ts';
import { type Leg, type RoundOptions, runRounds } from './rounds.ts';

const OPTIONS: RoundOptions = { rounds: 3, maxNoise: 0.1, warmUps: 0, onRound: () => undefined };

/** A leg whose runs have these rates and noises, one after the other; it writes down when it ran. */
function leg(name: string, ran: string[], rates: readonly number[], noises: readonly number[] = []): Leg {
  let runs = 0;
  return {
    name,
    async run() {
      ran.push(name);
      const [rate = 1, foreign = 0] = [rates[runs % rates.length], noises[runs]];
      runs += 1;
      return {
        operations: 100,
        rate,
        usage: { seconds: 1, cpuMs: { server: 5 * rate }, stolen: 0, foreign },
      };
    },
  };
}

test('legs take turns, forwards and backwards, and ratios are taken within a round', async () => {
  const ran: string[] = [];
  // the machine gets twice as fast from round to round, for both alike
  const legs = [leg('ours', ran, [10, 20, 40]), leg('theirs', ran, [20, 40, 80])];
  const result = summarise('x', legs, await runRounds(legs, OPTIONS), {
    ratios: [
      { of: 'ours', over: 'theirs' },
      { of: 'ours', over: 'theirs', cpuOf: 'server' },
    ],
  });
  expect(ran).toEqual(['ours', 'theirs', 'theirs', 'ours', 'ours', 'theirs']);
  expect(result.findings.map(({ value }) => value)).toEqual(
    Array(2).fill({ median: 0.5, min: 0.5, max: 0.5 }),
  );
  expect(result.legs[0]?.rate).toEqual({ median: 20, min: 10, max: 40 });
});

test('of several legs each round takes the best: the fastest, or the one with the least CPU', async () => {
  const legs = [leg('ours', [], [10, 10, 10]), leg('few', [], [20, 5, 5]), leg('many', [], [5, 40, 5])];
  const over = ['few', 'many'];
  const result = summarise('x', legs, await runRounds(legs, OPTIONS), {
    ratios: [
      { of: 'ours', over },
      { of: 'ours', over, cpuOf: 'server' },
      { of: over, over: 'ours' },
    ],
  });
  expect(result.findings.map(({ name, value }) => [name, value])).toEqual([
    ['ours ÷ best of few, many', { median: 0.5, min: 0.25, max: 2 }],
    ['server CPU, ours ÷ best of few, many', { median: 2, min: 2, max: 2 }],
    ['best of few, many ÷ ours', { median: 2, min: 0.5, max: 4 }],
  ]);
});

test('a noisy round is thrown away and repeated', async () => {
  const legs = [leg('ours', [], [1, 2, 3, 4], [0, 0.5, 0, 0])];
  const { kept, discarded, noisy } = await runRounds(legs, OPTIONS);
  expect(kept.map((round) => round.ours?.rate)).toEqual([1, 3, 4]);
  expect([discarded, noisy]).toEqual([1, 0]);
});

test('on a machine that never gets quiet the least noisy rounds are kept, and said to be noisy', async () => {
  const noises = [0.9, 0.8, 0.05, 0.6, 0.5, 0.7, 0.9, 0.9, 0.9];
  const legs = [leg('ours', [], [1, 2, 3, 4, 5, 6, 7, 8, 9], noises)];
  const { kept, discarded, noisy } = await runRounds(legs, OPTIONS);
  expect(kept.map((round) => round.ours?.rate)).toEqual([3, 5, 4]);
  expect([discarded, noisy]).toEqual([6, 2]);
});
