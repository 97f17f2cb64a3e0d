export const DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
export const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';

/** A sheet as its workbook names it. */
export interface NamedSheet {
  readonly name: string;
  /** The number of its row of headers, which each page of paper repeats. */
  readonly headRows: number;
}

/** Formats of numbers; 4 is Excel's own `#,##0.00`. */
const FORMATS = { plain: 0, yuan: 4, time: 164, date: 165 };
const FONTS = { plain: 0, bold: 1, title: 2, grey: 3 };
const FILLS = { none: 0, header: 2 };
const BORDERS = { none: 0, thin: 1 };

/** Every style of a cell, in the order of `cellXfs`. */
const CELLS = [
  ['plain', 'plain', 'none', 'none'],
  ['plain', 'plain', 'none', 'thin'],
  ['yuan', 'plain', 'none', 'thin'],
  ['plain', 'plain', 'none', 'thin'],
  ['time', 'plain', 'none', 'thin'],
  ['date', 'plain', 'none', 'thin'],
  ['plain', 'bold', 'header', 'thin'],
  ['plain', 'title', 'none', 'none'],
  ['plain', 'grey', 'none', 'none'],
  ['plain', 'bold', 'header', 'thin'],
  ['yuan', 'bold', 'header', 'thin'],
  ['plain', 'bold', 'header', 'thin'],
] as const satisfies readonly (readonly [
  keyof typeof FORMATS,
  keyof typeof FONTS,
  keyof typeof FILLS,
  keyof typeof BORDERS,
])[];

/** Indices into `cellXfs`. */
export const STYLES = {
  text: 1,
  fen: 2,
  count: 3,
  time: 4,
  date: 5,
  header: 6,
  title: 7,
  about: 8,
  totalText: 9,
  totalFen: 10,
  totalCount: 11,
};

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** XML has no way to say most control characters, nor half a surrogate pair. */
export function escaped(text: string): string {
  return (
    text
      .toWellFormed()
      // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it removes
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
      .replace(/[&<>"]/g, (character) => ESCAPES[character] ?? '')
  );
}

/** What a workbook has besides its sheets, by the names of its files. */
export function workbookParts(sheets: readonly NamedSheet[]): Readonly<Record<string, string>> {
  const sheet = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
  const each = (part: (number: number, sheet: NamedSheet) => string) =>
    sheets.map((one, index) => part(index + 1, one)).join('');
  const titles = each((number, { name, headRows }) => {
    const quoted = `'${escaped(name).replaceAll("'", "''")}'`;
    return `<definedName name="_xlnm.Print_Titles" localSheetId="${number - 1}">${quoted}!$${headRows}:$${headRows}</definedName>`;
  });
  const parts = {
    '[Content_Types].xml': `<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${sheet}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="${sheet}.styles+xml"/>${each((number) => `<Override PartName="/xl/worksheets/sheet${number}.xml" ContentType="${sheet}.worksheet+xml"/>`)}</Types>`,
    '_rels/.rels': `<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    'xl/workbook.xml': `<workbook xmlns="${MAIN}" xmlns:r="${RELATIONS}"><sheets>${each((number, { name }) => `<sheet name="${escaped(name)}" sheetId="${number}" r:id="rId${number}"/>`)}</sheets><definedNames>${titles}</definedNames></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships xmlns="${PACKAGE}/relationships">${each((number) => `<Relationship Id="rId${number}" Type="${RELATIONS}/worksheet" Target="worksheets/sheet${number}.xml"/>`)}<Relationship Id="rId${sheets.length + 1}" Type="${RELATIONS}/styles" Target="styles.xml"/></Relationships>`,
    'xl/styles.xml': stylesPart(),
  };
  return Object.fromEntries(Object.entries(parts).map(([name, text]) => [name, DECLARATION + text]));
}

function stylesPart(): string {
  const font = (more: string) => `<font>${more}<name val="Calibri"/></font>`;
  const fonts = [
    font('<sz val="11"/>'),
    font('<b/><sz val="11"/>'),
    font('<b/><sz val="16"/>'),
    font('<sz val="10"/><color rgb="FF6B7280"/>'),
  ];
  const fill = (pattern: string) => `<fill>${pattern}</fill>`;
  const fills = [
    fill('<patternFill patternType="none"/>'),
    fill('<patternFill patternType="gray125"/>'),
    fill('<patternFill patternType="solid"><fgColor rgb="FFF3F4F6"/><bgColor indexed="64"/></patternFill>'),
  ];
  const side = (name: string) => `<${name} style="thin"><color rgb="FFD1D5DB"/></${name}>`;
  const borders = [
    '<border><left/><right/><top/><bottom/><diagonal/></border>',
    `<border>${['left', 'right', 'top', 'bottom'].map(side).join('')}<diagonal/></border>`,
  ];
  const cells = CELLS.map(
    ([format, face, ground, edge]) =>
      `<xf numFmtId="${FORMATS[format]}" fontId="${FONTS[face]}" fillId="${FILLS[ground]}" borderId="${BORDERS[edge]}" xfId="0" applyNumberFormat="1" applyFont="1" applyFill="1" applyBorder="1"/>`,
  );
  const list = (name: string, items: readonly string[]) =>
    `<${name} count="${items.length}">${items.join('')}</${name}>`;
  const formats = `<numFmts count="2"><numFmt numFmtId="${FORMATS.time}" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss"/><numFmt numFmtId="${FORMATS.date}" formatCode="yyyy\\-mm\\-dd"/></numFmts>`;
  const base = '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>';
  return `<styleSheet xmlns="${MAIN}">${formats}${list('fonts', fonts)}${list('fills', fills)}${list('borders', borders)}${base}${list('cellXfs', cells)}</styleSheet>`;
}

/** Spreadsheets offer to repair a workbook whose sheets are called otherwise: 31 characters, and not all of them. */
export function sheetNameOf(name: string, number: number): string {
  const suffix = number === 1 ? '' : ` ${number}`;
  const allowed = name
    .replaceAll(/[:\\/?*[\]]/g, ' ')
    .slice(0, SHEET_NAME_MAX - suffix.length)
    .replace(/[\uD800-\uDBFF]$/, '');
  return `${allowed.replaceAll(/^['\s]+|['\s]+$/g, '') || '1'}${suffix}`;
}

const SHEET_NAME_MAX = 31;
