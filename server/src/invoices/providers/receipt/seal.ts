import { readPngParts, UnfitPng } from '../../../lib/png/png-parts.ts';
import { checkedPng, repaintPng } from '../../../lib/png/repaint-png.ts';
import { InvalidSeal } from '../../provider.ts';

/** Each receipt carries its seal: larger ones would fill the database. */
const MAX_BYTES = 200 * 1024;
/** It is printed 32 mm wide: more than 1,600 points an inch. */
const SIDE_MAX = 2048;

/** Whether a seal can be one, without unpacking it: quick enough for the main loop. @throws InvalidSeal */
export function glanceAtSeal(sealPng: unknown): void {
  asSeal(() => readPngParts(bytesOf(sealPng), SIDE_MAX));
}

/** An uploaded seal as it is kept: painted anew, so that nothing of the file but its picture stays. @throws InvalidSeal */
export function keptSeal(sealPng: unknown): string {
  const kept = asSeal(() => repaintPng(bytesOf(sealPng), SIDE_MAX));
  if (kept.length > MAX_BYTES) throw new InvalidSeal('too_detailed');
  return kept.toString('base64');
}

/** A kept seal as it is drawn; it may have been kept by a release that looked less closely. @throws InvalidSeal */
export function drawableSeal(sealPng: string): Buffer {
  return asSeal(() => checkedPng(bytesOf(sealPng), SIDE_MAX));
}

function bytesOf(sealPng: unknown): Buffer {
  if (typeof sealPng !== 'string') throw new InvalidSeal('not_png');
  if (sealPng.length > Math.ceil(MAX_BYTES / 3) * 4) throw new InvalidSeal('too_many_bytes');
  const bytes = Buffer.from(sealPng, 'base64');
  if (bytes.toString('base64') !== sealPng) throw new InvalidSeal('not_png');
  return bytes;
}

function asSeal<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof UnfitPng ? new InvalidSeal(error.problem) : error;
  }
}
