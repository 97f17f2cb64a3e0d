/** Where lines are drawn from nought up to what is at least the largest value: 3 to 5 of them, at round numbers. */
export function roundSteps(largest: number): readonly number[] {
  if (!(largest > 0)) return [0];
  const rough = largest / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5].find((times) => times * power >= rough) ?? 10);
  const count = Math.ceil(largest / step);
  return Array.from({ length: count + 1 }, (_, n) => n * step);
}
