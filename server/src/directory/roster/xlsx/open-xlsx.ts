import { DAMAGED, unreadable } from '../sentence.ts';
import type { Sheet, SheetAbout, SheetLine } from '../sheet.ts';
import { mergeFinder } from './merges.ts';
import { numberFormats } from './number-formats.ts';
import { openPackage, type Package } from './package.ts';
import { rowReader } from './rows.ts';
import { sharedStrings } from './strings.ts';
import { readWorkbook, type Workbook } from './workbook.ts';

/** Unpacked, so that a small file cannot fill the memory. */
const SHEET_BYTES_MAX = 512 * 1024 * 1024;

/**
 * Opens the first visible sheet of an XLSX workbook (ECMA-376, both editions). It is unpacked twice: once to find
 * what stands behind the cells and whether it is whole, and once to read its rows as they are unpacked.
 */
export function openXlsx(path: string): Sheet {
  let bytesRead = 0;
  let sheetBytes = 1;
  let about: SheetAbout = {
    otherSheets: [],
    hiddenColumns: new Set(),
    hiddenLines: { count: 0, first: [] },
    encodings: ['utf-8'],
  };
  async function* lines(): AsyncGenerator<SheetLine> {
    try {
      using file = await openPackage(path);
      const workbook = await readWorkbook(file);
      sheetBytes = file.sizeOf(workbook.sheet.part);
      const rows = await rowsOf(file, workbook);
      about = {
        ...about,
        name: workbook.sheet.name,
        otherSheets: workbook.otherSheets,
        hiddenColumns: rows.hiddenColumns,
        hiddenLines: rows.hiddenLines,
      };
      for await (const text of file.unpack(workbook.sheet.part, SHEET_BYTES_MAX)) {
        bytesRead += text.length;
        yield* rows.read(text);
      }
      rows.end();
      bytesRead = sheetBytes;
    } catch (error) {
      throw isFileDefect(error) ? unreadable(DAMAGED) : error;
    }
  }
  return { lines: lines(), progress: () => Math.min(1, bytesRead / sheetBytes), about: () => about };
}

async function rowsOf(file: Package, { sheet, strings, styles, isUncalculated }: Workbook) {
  const merges = mergeFinder();
  for await (const text of file.unpack(sheet.part, SHEET_BYTES_MAX)) merges.read(text);
  return rowReader({
    strings: strings === undefined ? [] : await sharedStrings(file, strings),
    isUncalculated,
    formats: await numberFormats(file, styles),
    merges: merges.found(),
  });
}

/** What yauzl, zlib and saxes say of a broken file are plain errors; ours are Refusals, a disk's name their call. */
function isFileDefect(error: unknown): boolean {
  return error instanceof Error && error.name === 'Error' && !('syscall' in error);
}
