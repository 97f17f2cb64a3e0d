import { yuanOf } from '@zhixiao/contract/money';
import { CHANNEL_NAMES } from '@zhixiao/contract/words/channels';
import { formatShanghaiTime } from '@zhixiao/protocol/shanghai-time';
import type { Column } from '../../lib/export/column.ts';
import { type Export, type ExportForm, exportOf } from '../../lib/export/export.ts';
import { maskName, maskNumber } from '../../lib/mask.ts';
import { shanghaiDate } from '../../lib/shanghai-day.ts';
import { listSchools } from '../../schools/manage-schools.ts';
import type { OperatorContext } from './route.ts';

/** What codes of a filter are called, by its name. */
type FilterWords = Readonly<Record<string, Readonly<Record<string, string>>>>;

interface ExportedList<Row> {
  readonly title: string;
  readonly rows: AsyncIterable<Row>;
  readonly columns: readonly Column<Row>[];
  /** Of lists whose filters are more than a channel. */
  readonly words?: FilterWords;
  /** Of lists of schools' things: the school's name stands in a column before the app's. */
  readonly schoolOf?: (row: Row) => string | undefined;
}

/** What filters are called in the heading; what is not here says nothing of the rows. */
export const FILTER_LABELS: Readonly<Record<string, string>> = {
  action: '动作',
  appId: '应用',
  askedBy: '申请人',
  bookedFrom: '入账日起',
  bookedTo: '入账日止',
  cause: '来源',
  channel: '渠道',
  channelAccountId: '商户账户',
  code: '应答码',
  hasWork: '只看未办结',
  interfaceName: '接口',
  kind: '类型',
  maxAmount: '金额不高于（元）',
  minAmount: '金额不低于（元）',
  number: '单号',
  operator: '操作员',
  outcome: '结果',
  person: '人员',
  requestId: '请求编号',
  speaks: '协议',
  state: '状态',
  status: '状态',
  step: '步骤',
  subject: '对象',
  text: '查找',
};

/**
 * A list as a file of the form that was asked for. Its heading says of which school, days and filters it is, who took it
 * away and when, so that a print of it can be told from another.
 * @param filters as they were asked for; `from` and `to`, `date` and `month` are its days
 */
export async function exportList<Row>(
  { core, scope, operator }: Pick<OperatorContext, 'core' | 'scope' | 'operator'>,
  form: ExportForm,
  filters: object,
  { title, rows, columns, words = {}, schoolOf }: ExportedList<Row>,
): Promise<Export> {
  const schools = await listSchools(core, scope);
  const names = new Map(schools.map(({ schoolId, name }) => [schoolId, name]));
  const now = core.clock.now();
  const given: Readonly<Record<string, unknown>> = { ...filters };
  const days = daysOf(given);
  const about = [
    schools.length > 0
      ? `学校：${scope === 'all' && schools.length > 1 ? '全部' : [...names.values()].join('、')}`
      : '',
    days && `日期：${days}`,
    ...Object.entries(given).map(([name, value]) => filterText(name, value, words)),
    `导出：${formatShanghaiTime(now)} ${operator.name}`,
  ];
  const heading = { title, about: about.filter(Boolean).join('　') };
  const nameOf = (row: Row) => {
    const schoolId = schoolOf?.(row);
    return schoolId === undefined ? undefined : (names.get(schoolId) ?? schoolId);
  };
  const shown = schoolOf ? withSchool(columns, nameOf) : columns;
  return exportOf(form, { heading, days: days || shanghaiDate(now) }, rows, shown);
}

/** The days that a list is of, `2026-09-01 至 2026-09-30`; empty where it is of none. */
function daysOf({ from, to, date, month }: Readonly<Record<string, unknown>>): string {
  if (typeof month === 'string') return month;
  if (typeof date === 'string') return date;
  if (from === undefined && to === undefined) return '';
  if (from === to) return String(from);
  return `${from ?? ''} 至 ${to ?? ''}`.trim();
}

function filterText(name: string, value: unknown, words: FilterWords): string {
  const label = FILTER_LABELS[name];
  if (label === undefined || value === undefined) return '';
  return `${label}：${valueText(name, value, words)}`;
}

function valueText(name: string, value: unknown, words: FilterWords): string {
  const text = String(value);
  // a file can be passed on, so it names nobody in full
  if (name === 'person') return /\d/.test(text) ? maskNumber(text) : maskName(text);
  if (typeof value === 'boolean') return value ? '是' : '否';
  if (typeof value === 'number' && name.endsWith('Amount')) return yuanOf(value);
  const known: FilterWords = { channel: CHANNEL_NAMES.zh, ...words };
  return known[name]?.[text] ?? text;
}

function withSchool<Row>(
  columns: readonly Column<Row>[],
  value: (row: Row) => string | undefined,
): readonly Column<Row>[] {
  const at = Math.max(
    0,
    columns.findIndex(({ header }) => header === '应用'),
  );
  return columns.toSpliced(at, 0, { header: '学校', kind: 'text', value });
}
