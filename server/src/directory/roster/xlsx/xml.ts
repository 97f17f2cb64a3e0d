import { type SaxesAttributePlain, SaxesParser } from 'saxes';
import { TOO_LARGE, unreadable } from '../sentence.ts';

/** What the parser and we hold of a part at once has ends of its own: half a gigabyte may be a single cell. */
const MARKUP_MAX = 256 * 1024;
const DEPTH_MAX = 64;

export type Attributes = Readonly<Record<string, SaxesAttributePlain['value']>>;

export interface XmlHandlers {
  /** `name` is the local name: prefixes differ from writer to writer, and namespaces between the editions of OOXML. */
  readonly opened: (name: string, attributes: Attributes) => void;
  readonly text?: (piece: string) => void;
  readonly closed?: (name: string) => void;
}

/** Reads XML in pieces, and refuses what would have to be held whole and is too large or too deep for that. */
export function xmlParser({ opened, text, closed }: XmlHandlers): {
  write(piece: string): void;
  close(): void;
} {
  const parser = new SaxesParser();
  let depth = 0;
  let held = 0;
  const texted = (piece: string) => {
    held = 0;
    text?.(piece);
  };
  parser.on('opentag', (tag) => {
    held = 0;
    depth += 1;
    if (depth > DEPTH_MAX) throw unreadable(TOO_LARGE);
    opened(localName(tag.name), tag.attributes as Attributes);
  });
  parser.on('text', texted);
  parser.on('cdata', texted);
  parser.on('closetag', (tag) => {
    held = 0;
    depth -= 1;
    closed?.(localName(tag.name));
  });
  return {
    write(piece) {
      held += piece.length;
      parser.write(piece);
      if (held > MARKUP_MAX) throw unreadable(TOO_LARGE);
    },
    close: () => void parser.close(),
  };
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

/** An attribute of another namespace than its element's, such as `r:id`, under whatever prefix. */
export function foreignAttribute(attributes: Attributes, name: string): string | undefined {
  return Object.entries(attributes).find(([key]) => key.includes(':') && localName(key) === name)?.[1];
}

/** `xsd:boolean`; undefined is false. */
export function isTrue(value: string | undefined): boolean {
  return value === '1' || value === 'true';
}

/** Text as OOXML escapes it: `_x000D_` is a character that XML cannot hold, `_x005F_` the underscore of such a text. */
export function unescaped(text: string): string {
  if (!text.includes('_x')) return text;
  return text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
}
