import { isAscii, isUtf8 } from 'node:buffer';

export const ENCODINGS = ['utf-8', 'gb18030'] as const;
export type Encoding = (typeof ENCODINGS)[number];

/** Decodes the fields of one line; undefined for bytes that are text in neither encoding. */
export interface LineDecoder {
  decode(fields: readonly Buffer[]): (string | undefined)[];
  readonly seen: ReadonlySet<Encoding>;
}

/** What names and headings in a roster are written with. */
const CHINESE = /^[\p{ASCII}\p{Script=Han}\u3000-\u303f\uff00-\uffef·•‧—…“”‘’]*$/u;

/**
 * Decodes each field by itself, because rosters are pasted together from files of both encodings. Bytes that
 * are no UTF-8 are GB18030; UTF-8 that reads as Chinese is UTF-8. The rest could be either ("陆一" in GB18030
 * is "½һ" in UTF-8) and is read like the first certain field of its line, or else the last one before it. A
 * `forced` encoding ends all guessing.
 */
export function lineDecoder(forced?: Encoding): LineDecoder {
  const gb18030 = new TextDecoder('gb18030', { fatal: true });
  const seen = new Set<Encoding>();
  let last: Encoding = 'utf-8';
  const decode = (field: Buffer, encoding: Encoding): string | undefined => {
    seen.add(encoding);
    if (encoding === 'utf-8') return isUtf8(field) ? field.toString('utf8') : undefined;
    try {
      return gb18030.decode(field);
    } catch {
      return undefined;
    }
  };
  return {
    seen,
    decode(fields) {
      const encodings = fields.map((field) => (isAscii(field) ? undefined : certainEncoding(field)));
      const ofLine = encodings.find((encoding) => encoding !== undefined) ?? last;
      last = ofLine;
      return fields.map((field, at) =>
        isAscii(field) ? field.toString('latin1') : decode(field, forced ?? encodings[at] ?? ofLine),
      );
    },
  };
}

function certainEncoding(field: Buffer): Encoding | undefined {
  if (!isUtf8(field)) return 'gb18030';
  return CHINESE.test(field.toString('utf8')) ? 'utf-8' : undefined;
}
