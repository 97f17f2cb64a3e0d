import { expect, test } from 'vitest';
import { HEAD, PERSON, readFileContent } from '../../../../test/helpers/files/roster-cases.ts';
import { workbook } from '../../../../test/helpers/files/workbook.ts';

const MANY = 1_000_000;
const sheet = (rows: string, after = '') => workbook({ sheets: [{ rows: HEAD + PERSON + rows, after }] });

test.each([
  ['a value', `<row><c><v>${'1'.repeat(MANY)}</v></c></row>`],
  ['a text', `<row><c t="inlineStr"><is><t>${'长'.repeat(MANY)}</t></is></c></row>`],
  ['a text of many pieces', `<row><c t="inlineStr"><is>${'<t>长</t>'.repeat(40_000)}</is></c></row>`],
  ['an attribute', `<row><c r="${'A'.repeat(MANY)}"/></row>`],
  ['a comment', `<!--${'<'.repeat(MANY)}-->`],
  ['a tree', `${'<c>'.repeat(MANY)}${'</c>'.repeat(MANY)}`],
])('%s that memory would have to hold whole is refused', async (_what, bomb) => {
  await expect(readFileContent(sheet(bomb))).rejects.toMatchObject({
    details: { problem: expect.stringContaining('过大') },
  });
});

test('more joined cells than anybody joins are refused', async () => {
  const merges = '<mergeCell ref="A1:A2"/>'.repeat(100_001);
  await expect(readFileContent(sheet('', `<mergeCells>${merges}</mergeCells>`))).rejects.toMatchObject({
    details: { problem: expect.stringContaining('过大') },
  });
});

test('a sheet that says to be larger than a sheet may be is not unpacked', async () => {
  const zip = sheet('');
  const name = Buffer.from('xl/worksheets/sheet1.xml');
  // the size once unpacked stands 22 bytes before the name in the directory, 28 after the start of its entry
  const entry = zip.lastIndexOf(name) - 46;
  zip.writeUInt32LE(600 * 1024 * 1024, entry + 24);
  await expect(readFileContent(zip)).rejects.toMatchObject({
    details: { problem: expect.stringContaining('过大') },
  });
});
