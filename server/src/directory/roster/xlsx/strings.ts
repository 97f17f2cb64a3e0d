import { TOO_LARGE, unreadable } from '../sentence.ts';
import type { Package } from './package.ts';
import { unescaped } from './xml.ts';

const BYTES_MAX = 128 * 1024 * 1024;
const STRINGS_MAX = 8_000_000;
/** Excel's own limit. */
const CELL_MAX = 32_767;

/** The texts that the cells of a workbook share, in their order. */
export async function sharedStrings(file: Package, part: string): Promise<string[]> {
  const strings: string[] = [];
  const text = textCollector();
  await file.readXml(part, BYTES_MAX, {
    opened: (name) => {
      if (name === 'si') text.begin();
      else text.opened(name);
    },
    text: (piece) => text.add(piece),
    closed: (name) => {
      if (name === 'si') strings.push(text.taken());
      else text.closed(name);
      if (strings.length > STRINGS_MAX) throw unreadable(TOO_LARGE);
    },
  });
  return strings;
}

/** Collects what stands in `t` elements, without the pronunciations (`rPh`) beside them. */
export function textCollector() {
  let collected = '';
  let isText = false;
  let isPhonetic = false;
  return {
    begin() {
      collected = '';
    },
    opened(name: string) {
      if (name === 't') isText = true;
      if (name === 'rPh') isPhonetic = true;
    },
    add(piece: string) {
      if (isText && !isPhonetic) collected = joined(collected, piece);
    },
    closed(name: string) {
      if (name === 't') isText = false;
      if (name === 'rPh') isPhonetic = false;
    },
    taken: () => unescaped(collected),
  };
}

/** @throws Refusal for more than a cell can hold */
export function joined(text: string, piece: string): string {
  if (text.length + piece.length > CELL_MAX) throw unreadable(TOO_LARGE);
  return text + piece;
}
