import { writeZip } from './zip.ts';

const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const DOCUMENT = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';

interface WorkbookSheet {
  readonly name?: string;
  readonly state?: string;
  /** What stands in `sheetData`. */
  readonly rows: string;
  /** What stands before and behind it. */
  readonly before?: string;
  readonly after?: string;
  /** The last word of its relationship's type. */
  readonly kind?: string;
}

export interface WorkbookShape {
  readonly sheets: readonly WorkbookSheet[];
  /** What stands in each `si`. */
  readonly strings?: readonly string[];
  /** Format codes; cells name the first as style 1. */
  readonly formats?: readonly string[];
  /** `numFmtId`s of styles behind those. */
  readonly builtIns?: readonly number[];
  /** Some programs leave out where rows and cells stand. */
  readonly withoutReferences?: boolean;
  /** Behind the sheets in the workbook. */
  readonly workbookEnd?: string;
  /** Texts of parts changed or added at the end; undefined leaves a part out. */
  readonly parts?: Readonly<Record<string, string | undefined>>;
  /** Names of parts as they stand in the archive and in relationships, instead of the customary ones. */
  readonly places?: Readonly<Record<string, { readonly name: string; readonly target: string }>>;
  /** Applied to the text of each part of XML. */
  readonly rewritten?: (text: string) => string;
}

/** A workbook part by part, as Excel lays it out unless the shape says otherwise. */
export function workbook(shape: WorkbookShape): Buffer {
  const {
    sheets,
    strings,
    formats = [],
    builtIns = [],
    places = {},
    parts = {},
    rewritten = (text) => text,
  } = shape;
  const place = (name: string, target: string) => places[name] ?? { name: `xl/${name}`, target };
  const main = place('workbook.xml', 'xl/workbook.xml');
  const relations = sheets.map((sheet, at) => ({
    id: `rId${at + 1}`,
    kind: sheet.kind ?? 'worksheet',
    ...place(`worksheets/sheet${at + 1}.xml`, `worksheets/sheet${at + 1}.xml`),
  }));
  const styled = formats.length + builtIns.length > 0;
  const others = [
    ...(strings
      ? [{ id: 'rIdT', kind: 'sharedStrings', ...place('sharedStrings.xml', 'sharedStrings.xml') }]
      : []),
    ...(styled ? [{ id: 'rIdS', kind: 'styles', ...place('styles.xml', 'styles.xml') }] : []),
  ];
  const rels = main.name.replace(/([^/]*)$/, '_rels/$1.rels');
  const texts: Record<string, string | undefined> = {
    '[Content_Types].xml': `<Types xmlns="${PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>`,
    '_rels/.rels': relationships([{ id: 'rId1', kind: 'officeDocument', target: main.target }]),
    [main.name]: `<workbook xmlns="${MAIN}" xmlns:r="${DOCUMENT}"><sheets>${sheets.map(sheetTag).join('')}</sheets>${shape.workbookEnd ?? ''}</workbook>`,
    [rels]: relationships([...relations, ...others]),
    ...Object.fromEntries(relations.map(({ name }, at) => [name, sheetText(sheets[at], shape)])),
    ...(strings && {
      [others[0]?.name ?? '']:
        `<sst xmlns="${MAIN}">${strings.map((text) => `<si>${text}</si>`).join('')}</sst>`,
    }),
    ...(styled && { [others.at(-1)?.name ?? '']: stylesText(formats, builtIns) }),
    ...parts,
  };
  return zipOfTexts(texts, rewritten);
}

/** An archive of texts; what is undefined is left out. */
export function zipOfTexts(
  texts: Readonly<Record<string, string | undefined>>,
  rewritten: (text: string) => string = (text) => text,
): Buffer {
  return writeZip(
    Object.entries(texts).flatMap(([name, text]) =>
      text === undefined ? [] : [{ name: Buffer.from(name), content: Buffer.from(rewritten(text)) }],
    ),
  );
}

function relationships(all: readonly { id: string; kind: string; target: string }[]): string {
  const tags = all.map(
    ({ id, kind, target }) => `<Relationship Id="${id}" Type="${DOCUMENT}/${kind}" Target="${target}"/>`,
  );
  return `<Relationships xmlns="${PACKAGE}/relationships">${tags.join('')}</Relationships>`;
}

function sheetTag({ name, state }: WorkbookSheet, at: number): string {
  const shown = state === undefined ? '' : ` state="${state}"`;
  return `<sheet name="${name ?? `Sheet${at + 1}`}" sheetId="${at + 1}"${shown} r:id="rId${at + 1}"/>`;
}

function sheetText(sheet: WorkbookSheet | undefined, { withoutReferences = false }: WorkbookShape): string {
  const { rows = '', before = '', after = '' } = sheet ?? {};
  const placed = withoutReferences ? rows : withReferences(rows);
  return `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="${MAIN}">${before}<sheetData>${placed}</sheetData>${after}</worksheet>`;
}

/** Says of each row and cell where it stands, unless it does. */
function withReferences(rows: string): string {
  let line = 0;
  let column = 0;
  return rows.replace(/<(row|c)\b([^>]*)/g, (whole, tag: string, attributes: string) => {
    const said = / r="([A-Z]*)([0-9]*)"/.exec(` ${attributes}`);
    if (tag === 'row') {
      line = said ? Number(said[2]) : line + 1;
      column = 0;
      return said ? whole : `<row r="${line}"${attributes}`;
    }
    column += 1;
    return said ? whole : `<c r="${String.fromCharCode(64 + column)}${line}"${attributes}`;
  });
}

function stylesText(formats: readonly string[], builtIns: readonly number[]): string {
  const codes = formats.map(
    (code, at) =>
      `<numFmt numFmtId="${164 + at}" formatCode="${code.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;')}"/>`,
  );
  const ids = [0, ...formats.map((_, at) => 164 + at), ...builtIns];
  const styles = ids.map((id) => `<xf numFmtId="${id}"/>`);
  return `<styleSheet xmlns="${MAIN}"><numFmts>${codes.join('')}</numFmts><cellStyleXfs><xf numFmtId="0"/></cellStyleXfs><cellXfs>${styles.join('')}</cellXfs></styleSheet>`;
}

/** A row of cells as they stand in a sheet; texts become inline strings, `<c` is taken as it is. */
export function row(cells: readonly (string | number | null)[], attributes = ''): string {
  const tags = cells.map((cell) => {
    if (cell === null) return '<c/>';
    if (typeof cell === 'number') return `<c><v>${cell}</v></c>`;
    return cell.startsWith('<c') ? cell : `<c t="inlineStr"><is><t xml:space="preserve">${cell}</t></is></c>`;
  });
  return `<row ${attributes}>${tags.join('')}</row>`;
}
