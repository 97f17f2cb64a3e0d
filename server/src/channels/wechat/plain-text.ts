import { formatShanghaiTime } from '@zhixiao/protocol/shanghai-time';

/** `2026-09-01T10:00:00+08:00`, whatever the time zone of the process. */
export function rfc3339(instant: Date): string {
  return `${formatShanghaiTime(instant).replace(' ', 'T')}+08:00`;
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
