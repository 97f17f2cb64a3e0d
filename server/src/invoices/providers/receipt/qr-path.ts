import qrcode from 'qrcode-generator';

/** A QR code as one path of unit squares, `count` on each side. */
export function qrPath(content: string): { readonly path: string; readonly count: number } {
  const code = qrcode(0, 'M');
  code.addData(content);
  code.make();
  const count = code.getModuleCount();
  const squares: string[] = [];
  for (let row = 0; row < count; row += 1) {
    for (let column = 0; column < count; column += 1) {
      if (code.isDark(row, column)) squares.push(`M${column} ${row}h1v1h-1z`);
    }
  }
  return { path: squares.join(''), count };
}
