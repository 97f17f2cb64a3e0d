/** Text as bytes of GBK, for the places where Alipay still writes it; what GBK lacks becomes `?`. */
export function gbk(text: string): Buffer {
  return Buffer.concat([...text].map((character) => BYTES.get(character) ?? Buffer.from(asciiOf(character))));
}

/** The decoder's own table, turned around. */
const BYTES: ReadonlyMap<string, Buffer> = new Map(
  Array.from({ length: 0xfe - 0x81 + 1 }, (_, lead) =>
    Array.from({ length: 0xfe - 0x40 + 1 }, (_, trail) => Buffer.of(0x81 + lead, 0x40 + trail)),
  )
    .flat()
    .map((bytes) => [new TextDecoder('gbk').decode(bytes), bytes] as const)
    .filter(([character]) => [...character].length === 1 && character !== '\uFFFD'),
);

function asciiOf(character: string): string {
  return character <= '\x7f' ? character : '?';
}
