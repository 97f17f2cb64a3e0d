import type { ReportedLines, RosterNews } from '@zhixiao/contract/console/directory';
import { useWords } from '../../language/language.tsx';
import { MARKS } from '../../language/marks.ts';
import { WORDS } from './roster-words.ts';

type Report = Extract<RosterNews, { kind: 'report' }>;

/** What was read of the file and what was left out, so that a wrong sheet or hidden lines are noticed. */
export function ImportSource({ report }: { report: Report }) {
  const words = useWords(WORDS);
  const { list, before, aside } = useWords(MARKS);
  const { source, shortNumbers } = report;
  const lines = ({ count, first }: ReportedLines) =>
    words.lines(count, list(first.map(String)), count > first.length);
  const sheets = source.otherSheets.map(({ name, isHidden }) =>
    isHidden ? aside(name, words.hidden) : name,
  );
  const notes: readonly (readonly [label: string, text: string])[] = [
    [words.sheet, source.sheet ?? ''],
    [words.otherSheets, list(sheets)],
    [words.separator, separatorName(words.separators, source.separator)],
    [
      words.encoding,
      source.sheet === undefined ? list(source.encodings.map((name) => name.toUpperCase())) : '',
    ],
    [words.headings, words.headingLine(source.headingLine, source.linesAbove)],
    [words.ignored, list(source.ignoredColumns)],
    [words.hiddenColumns, list(source.hiddenColumns)],
    [words.hiddenLines, source.hiddenLines.count > 0 ? lines(source.hiddenLines) : ''],
    [words.shortNumbers, shortNumbers.count > 0 ? lines(shortNumbers) : ''],
  ];
  return (
    <ul className="notes" aria-label={words.source}>
      {notes
        .filter(([, text]) => text !== '')
        .map(([label, text]) => (
          <li key={label}>
            {before(label)}
            {text}
          </li>
        ))}
    </ul>
  );
}

function separatorName(names: Readonly<Record<string, string>>, separator: string | undefined): string {
  return separator === undefined ? '' : (names[separator] ?? separator);
}
