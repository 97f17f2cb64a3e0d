import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { contrast } from './contrast.ts';
import { customProperties } from './custom-properties.ts';
import { type Colours, DARK, LIGHT } from './tokens.ts';

/** A text's colour, and what it stands on. */
const READ: readonly (readonly [keyof Colours, readonly (keyof Colours)[]])[] = [
  ['ink', ['ground', 'card', 'raised', 'tint', 'accentGround', 'stillGround']],
  ['soft', ['ground', 'card', 'raised', 'tint']],
  ['accent', ['ground', 'card', 'raised', 'tint', 'accentGround']],
  ['accentHover', ['ground', 'card', 'tint', 'accentGround']],
  ['accentInk', ['accent', 'accentHover']],
  ['good', ['card', 'tint', 'goodGround']],
  ['warn', ['card', 'tint', 'warnGround']],
  ['warnInk', ['warnGround']],
  ['bad', ['card', 'raised', 'tint', 'badGround']],
  ['still', ['card', 'tint', 'stillGround']],
];

test.for([
  ['light', LIGHT],
  ['dark', DARK],
] as const)('texts are read by everybody (WCAG AA): %s', ([, colours]) => {
  for (const [text, grounds] of READ)
    for (const ground of grounds)
      expect(contrast(colours[text], colours[ground]), `${text} on ${ground}`).toBeGreaterThanOrEqual(4.5);
  for (const environment of ['sandbox', 'live'] as const)
    expect(contrast('#ffffff', colours[environment]), environment).toBeGreaterThanOrEqual(4.5);
  for (const series of ['series', 'seriesBack'] as const)
    expect(contrast(colours[series], colours.card), series).toBeGreaterThanOrEqual(3);
});

test('the custom properties are those of the tokens (else: node scripts/design.ts, npm run format)', async () => {
  const written = await readFile(join(import.meta.dirname, 'tokens.css'), 'utf8');
  expect(packed(written)).toBe(packed(customProperties()));
});

/** Without what formatting adds. */
function packed(css: string): string {
  return css.replace(/\s+/g, '');
}
