import type { IdentityType } from '@zhixiao/contract/codes/directory';
import type { RosterNews } from '@zhixiao/contract/console/directory';
import type { ApiRefusal } from '@zhixiao/contract/console/error';
import { Alert, Descriptions, Progress, Table } from 'antd';
import { useLanguage, useWords } from '../../language/language.tsx';
import { ImportSource } from './import-source.tsx';
import { WORDS } from './roster-words.ts';

type NewsOf<K extends RosterNews['kind']> = Extract<RosterNews, { kind: K }>;

/** The progress of an import, as far as it was reported. */
export interface Going {
  readonly isPreview: boolean;
  /** What it was asked for, besides the file. */
  readonly of: { readonly schoolId: string; readonly identityType: IdentityType };
  readonly share: number;
  readonly lines: number;
  readonly errors: readonly NewsOf<'error'>[];
  readonly report?: NewsOf<'report'>;
  readonly refused?: ApiRefusal;
}

export const NOTHING_YET = { share: 0, lines: 0, errors: [] };
const COUNTS = ['lines', 'created', 'changed', 'unchanged', 'bound', 'failed'] as const;
const ALL = 100;
/** The reported errors; the rest are only counted. */
const ERRORS_REPORTED = 1000;

export function withNews(before: Going, news: RosterNews): Going {
  switch (news.kind) {
    case 'progress':
      return { ...before, share: news.share, lines: news.lines };
    case 'error':
      return { ...before, errors: [...before.errors, news] };
    case 'refused':
      return { ...before, refused: news };
    case 'report':
      return { ...before, share: 1, lines: news.lines, report: news };
  }
}

/** Progress, then what came of it, and each line that was wrong. */
export function ImportReport({ going, isBusy }: { going: Going; isBusy: boolean }) {
  const words = useWords(WORDS);
  const { isPreview, share, report, errors } = going;
  const previewTitle = report && hasLinesToImport(report) ? words.previewDone : words.nothingToImport;
  return (
    <div aria-live="polite" className="report">
      {!report && isBusy && <Progress aria-label={words.progress} percent={Math.floor(share * ALL)} />}
      {report && (
        <>
          <Alert
            type={isToCheck(report) ? 'warning' : 'success'}
            role="status"
            showIcon
            title={isPreview ? previewTitle : words.importDone}
            description={<ImportSource report={report} />}
          />
          <Descriptions
            bordered
            size="small"
            column={{ xs: 1, sm: 3 }}
            items={COUNTS.map((name) => ({
              key: name,
              label: words.counts[name],
              children: <span className="figures">{report[name]}</span>,
            }))}
          />
        </>
      )}
      {errors.length > 0 && <Errors errors={errors} />}
    </div>
  );
}

/** Whether an import would write anything: not every line is wrong. */
export function hasLinesToImport({ lines, failed }: NewsOf<'report'>): boolean {
  return failed < lines;
}

/** Something was left out, or may have lost digits: not all is well with the file. */
function isToCheck({ lines, failed, shortNumbers, source }: NewsOf<'report'>): boolean {
  const { hiddenLines, hiddenColumns } = source;
  return lines === 0 || failed + shortNumbers.count + hiddenLines.count + hiddenColumns.length > 0;
}

function Errors({ errors }: { errors: readonly NewsOf<'error'>[] }) {
  const words = useWords(WORDS);
  const { language } = useLanguage();
  return (
    <>
      <h3>{words.errors}</h3>
      {errors.length >= ERRORS_REPORTED && <p>{words.more(ERRORS_REPORTED)}</p>}
      <Table<NewsOf<'error'>>
        size="small"
        rowKey={({ line, field, message }) => `${line} ${field} ${message.zh}`}
        dataSource={[...errors]}
        pagination={{ pageSize: 20, hideOnSinglePage: true, showSizeChanger: false }}
        columns={[
          { key: 'line', title: words.line, align: 'right', minWidth: 56, render: (_, { line }) => line },
          { key: 'field', title: words.field, minWidth: 88, render: (_, { field }) => field },
          { key: 'problem', title: words.problem, render: (_, { message }) => message[language] },
        ]}
      />
    </>
  );
}
