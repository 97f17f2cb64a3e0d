import { expect, test } from 'vitest';
import { brandColours, brandStyle } from './brand-colour.ts';
import { contrast } from './contrast.ts';
import { DARK, LIGHT } from './tokens.ts';

const LEVELS = ['00', '33', '66', '99', 'cc', 'ff'];
const COLOURS = LEVELS.flatMap((red) =>
  LEVELS.flatMap((green) => LEVELS.map((blue) => `#${red}${green}${blue}`)),
);

test('a school may choose any colour: what is written in it, and on it, is read on light and dark pages', () => {
  for (const colour of COLOURS) {
    const { light, dark } = brandColours(colour);
    const pairs = [
      ...[LIGHT.ground, LIGHT.card, LIGHT.tint, light.ink].map((other) => [light.accent, other] as const),
      ...[DARK.ground, DARK.card, DARK.tint, dark.ink].map((other) => [dark.accent, other] as const),
    ];
    for (const [one, other] of pairs)
      expect(contrast(one, other), `${colour}: ${one} beside ${other}`).toBeGreaterThanOrEqual(4.5);
  }
});

test('a colour that is read already stays as it is', () => {
  expect(brandColours('#8c1515').light.accent).toBe('#8c1515');
  expect(brandColours('#7db8f5').dark.accent).toBe('#7db8f5');
  expect(brandColours('#ffcc00').light.accent).not.toBe('#ffcc00');
  expect(brandStyle('#8c1515')).toContain('--accent:#8c1515');
});
