import { HOUR_MS } from '../../lib/clock.ts';

/** `2026-09-01T10:00:00+08:00`, whatever the time zone of the process. */
export function shanghaiTime(instant: Date): string {
  const local = new Date(instant.getTime() + SHANGHAI_OFFSET_MS);
  return `${local.toISOString().slice(0, 19)}+08:00`;
}

/**
 * `text` as WeChat accepts it: no characters of four bytes, nothing invisible, at most `maxBytes` of
 * UTF-8, cut between characters. May come out empty.
 */
export function plainText(text: string, maxBytes: number): string {
  const plain = text
    .replace(/\s+/gu, ' ')
    .replace(/\p{C}|\p{Variation_Selector}|[\u{10000}-\u{10FFFF}]/gu, '')
    .trim();
  let kept = '';
  let bytes = 0;
  for (const character of plain) {
    bytes += Buffer.byteLength(character, 'utf8');
    if (bytes > maxBytes) break;
    kept += character;
  }
  return kept.trimEnd();
}

const SHANGHAI_OFFSET_MS = 8 * HOUR_MS;
