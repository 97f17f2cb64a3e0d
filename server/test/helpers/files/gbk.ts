let codes: Map<string, number[]> | undefined;

/** Text as GBK, which Node reads but does not write. */
export function encodeGbk(text: string): Buffer {
  codes ??= readCodes();
  const known = codes;
  const bytes = [...text].flatMap((character) => {
    const code = character < '\u0080' ? [character.charCodeAt(0)] : known.get(character);
    if (!code) throw new Error(`GBK has no ${character}`);
    return code;
  });
  return Buffer.from(bytes);
}

function readCodes(): Map<string, number[]> {
  const decoder = new TextDecoder('gbk');
  const found = new Map<string, number[]>();
  for (let lead = 0x81; lead <= 0xfe; lead += 1) {
    for (let trail = 0x40; trail <= 0xfe; trail += 1) {
      const character = decoder.decode(Uint8Array.of(lead, trail));
      if (character.length === 1 && character !== '\uFFFD') found.set(character, [lead, trail]);
    }
  }
  return found;
}
