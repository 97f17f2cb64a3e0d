/**
 * Draws the icons of the console as an installed app from our mark, into `console/public`:
 * `node scripts/console-icons.ts`. The largest is masked by the system, so its mark keeps to the middle.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createCanvas, Path2D } from '@napi-rs/canvas';
import { LIGHT } from '../contract/src/design/tokens.ts';

const FOLDER = join(import.meta.dirname, '..', 'console', 'public');
/** In a square of 24, as in `console/src/components/brand.tsx`. */
const SHIELD = 'M12 1.5l8.5 3v6.8c0 5.2-3.5 9.3-8.5 11.2-5-1.9-8.5-6-8.5-11.2V4.5z';
const TICK = 'M8 12l2.9 2.9L16.2 9.3';
const SQUARE = 24;

/** Which part of the icon's side the mark takes. */
const ICONS = [
  { name: 'icon-180.png', side: 180, share: 0.7 },
  { name: 'icon-192.png', side: 192, share: 0.7 },
  { name: 'icon-512.png', side: 512, share: 0.7 },
  { name: 'icon-maskable-512.png', side: 512, share: 0.52 },
] as const;

for (const { name, side, share } of ICONS) {
  const canvas = createCanvas(side, side);
  const context = canvas.getContext('2d');
  context.fillStyle = LIGHT.accent;
  context.fillRect(0, 0, side, side);
  const scale = (side * share) / SQUARE;
  context.translate((side - SQUARE * scale) / 2, (side - SQUARE * scale) / 2);
  context.scale(scale, scale);
  context.fillStyle = LIGHT.accentInk;
  context.fill(new Path2D(SHIELD));
  context.strokeStyle = LIGHT.accent;
  context.lineWidth = 2;
  context.lineCap = 'round';
  context.lineJoin = 'round';
  context.stroke(new Path2D(TICK));
  await writeFile(join(FOLDER, name), canvas.toBuffer('image/png'));
}

const svg = [
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${SQUARE} ${SQUARE}">`,
  '<title>Zhixiao Pay</title>',
  `<path fill="${LIGHT.accent}" d="${SHIELD}"/>`,
  `<path fill="none" stroke="${LIGHT.accentInk}" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" d="${TICK}"/>`,
  '</svg>\n',
].join('');
await writeFile(join(FOLDER, 'icon.svg'), svg);
