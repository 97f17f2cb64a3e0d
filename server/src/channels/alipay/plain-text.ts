import { reasonText } from '@zhixiao/contract/words/reasons';
import { formatShanghaiTime } from '@zhixiao/protocol/shanghai-time';
import { type Content, textOf, UnexpectedContent } from './content.ts';

/** The instant a field in Beijing time names. @throws UnexpectedContent */
export function instantOf(content: Content, name: string): Date {
  const text = textOf(content, name);
  const instant = new Date(`${text.replace(' ', 'T')}+08:00`);
  if (Number.isNaN(instant.getTime()) || formatShanghaiTime(instant) !== text) {
    throw new UnexpectedContent(reasonText('field_not_time', { field: name }));
  }
  return instant;
}

/**
 * `text` as Alipay accepts it in a subject or reason: none of `/ = &`, nothing invisible, no characters
 * outside the basic plane, at most 256 of them. May come out empty.
 */
export function plainText(text: string): string {
  return text
    .replace(/\p{C}|\p{Variation_Selector}|[\u{10000}-\u{10FFFF}]/gu, (character) =>
      /\s/u.test(character) ? ' ' : '',
    )
    .replace(/[\s/=&]+/gu, ' ')
    .trim()
    .slice(0, MAX_CHARACTERS)
    .trimEnd();
}

const MAX_CHARACTERS = 256;
