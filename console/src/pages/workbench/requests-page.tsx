import { INTERFACES, RET_CODES } from '@zhixiao/contract/codes/requests';
import type { RequestFilter, RequestRow } from '@zhixiao/contract/console/workbench';
import { REQUEST_OUTCOME_NAMES, REQUEST_STEP_NAMES } from '@zhixiao/contract/words/requests';
import { Alert } from 'antd';
import { useAnswer } from '../../api/use-answer.ts';
import { choicesOf } from '../../components/choices.ts';
import type { DataColumn } from '../../components/data-column.ts';
import { DataTable } from '../../components/data-table.tsx';
import { APP_FIELD, type FilterField, useFilterValues } from '../../components/filter-bar.tsx';
import { useWithSchool } from '../../components/school-column.tsx';
import { StatusTag } from '../../components/status-tag.tsx';
import { TimeText } from '../../components/time-text.tsx';
import { useWords } from '../../language/language.tsx';
import { MARKS } from '../../language/marks.ts';
import { Link } from '../../routing/link.tsx';
import { useSchool } from '../../session/session.tsx';
import { REQUEST_TONES, WORDS } from './request-words.ts';

const same = (value: string) => ({ value, label: { zh: value, en: value } });

const FILTERS = [
  { name: 'requestId', kind: 'text', label: { zh: '请求编号（X-Request-Id）', en: 'X-Request-Id' } },
  { name: 'number', kind: 'text', label: { zh: '商户订单号', en: 'Partner’s number' } },
  APP_FIELD,
  {
    name: 'interfaceName',
    kind: 'choice',
    label: { zh: '接口', en: 'Interface' },
    choices: INTERFACES.map(same),
  },
  {
    name: 'outcome',
    kind: 'choice',
    label: { zh: '结果', en: 'Outcome' },
    choices: choicesOf(REQUEST_OUTCOME_NAMES),
  },
  { name: 'code', kind: 'choice', label: { zh: 'ret_code', en: 'ret_code' }, choices: RET_CODES.map(same) },
  {
    name: 'step',
    kind: 'choice',
    label: { zh: '未通过的步骤', en: 'Failed check' },
    choices: choicesOf(REQUEST_STEP_NAMES),
  },
  { name: 'from', kind: 'day', label: { zh: '起始日', en: 'From' } },
  { name: 'to', kind: 'day', label: { zh: '截止日', en: 'To' } },
] as const satisfies readonly FilterField[];

/** The columns of requests, wherever they are listed. */
export const REQUEST_COLUMNS: readonly DataColumn<RequestRow>[] = [
  {
    key: 'time',
    title: { zh: '时间与请求编号', en: 'Time and request' },
    show: ({ at, requestId }) => (
      <span className="two-lines">
        <TimeText at={at} />
        <code className="note">{requestId}</code>
      </span>
    ),
  },
  {
    key: 'interface',
    title: { zh: '接口', en: 'Interface' },
    onPhone: 'title',
    show: ({ interfaceName }) => <InterfaceText name={interfaceName} />,
  },
  {
    key: 'outcome',
    title: { zh: '结果', en: 'Outcome' },
    onPhone: 'status',
    show: ({ outcome, retCode }) => (
      <>
        <StatusTag status={outcome} words={REQUEST_OUTCOME_NAMES} tones={REQUEST_TONES} /> {retCode}
      </>
    ),
  },
  {
    key: 'step',
    title: { zh: '未通过的步骤与应答', en: 'Failed check and answer' },
    show: ({ step, message }) => step && <Refused step={step} message={message} />,
  },
  {
    key: 'number',
    title: { zh: '商户订单号', en: 'Partner’s number' },
    show: ({ outTradeNo }) =>
      outTradeNo && (
        <Link to={`/workbench/check?${new URLSearchParams({ number: outTradeNo })}`}>{outTradeNo}</Link>
      ),
  },
  {
    key: 'duration',
    isWide: true,
    title: { zh: '耗时（毫秒）', en: 'Time (ms)' },
    show: ({ durationMs }) => durationMs.toFixed(1),
    isFigure: true,
  },
  { key: 'app', isWide: true, title: { zh: '应用', en: 'App' }, show: ({ appName }) => appName },
  {
    key: 'signature',
    title: { zh: '签名', en: 'Signature' },
    show: ({ isProved }) => <Signature isProved={isProved} />,
    isExtra: true,
  },
  {
    key: 'status',
    onPhone: 'line',
    title: { zh: 'HTTP 状态', en: 'HTTP status' },
    show: ({ httpStatus }) => httpStatus,
    isFigure: true,
    isExtra: true,
  },
  {
    key: 'version',
    title: { zh: '协议版本', en: 'Version' },
    show: ({ version }) => version,
    isFigure: true,
    isExtra: true,
  },
];

/** What an address without an interface is called. */
function InterfaceText({ name }: { name: string }) {
  const words = useWords(WORDS);
  return name === '' ? words.noInterface : <code>{name}</code>;
}

function Signature({ isProved }: Pick<RequestRow, 'isProved'>) {
  const words = useWords(WORDS);
  return isProved ? words.signed : words.unsigned;
}

/** Which check a request did not pass, and what it was answered. */
export function Refused({
  step,
  message,
}: {
  step: NonNullable<RequestRow['step']>;
  message: string | undefined;
}) {
  const steps = useWords(REQUEST_STEP_NAMES);
  return (
    <>
      {steps[step]}
      <span className="details note" lang="zh-CN">
        {message}
      </span>
    </>
  );
}

/** Requests of apps of the last seven days. */
export function Page() {
  const words = useWords(WORDS);
  const [filters] = useFilterValues(FILTERS);
  const school = useSchool();
  const columns = useWithSchool(REQUEST_COLUMNS);
  return (
    <>
      <p>{words.intro}</p>
      <SampledDays {...(filters.appId ? { appId: filters.appId } : {})} />
      <DataTable
        filters={FILTERS}
        list="GET /workbench/requests"
        exportAs="GET /workbench/requests/export"
        params={{ ...school, ...(filters as RequestFilter) }}
        columns={columns}
        rowKey={({ requestId }) => requestId}
        empty={{ zh: '最近七天没有符合条件的请求', en: 'No matching requests in the last seven days' }}
      />
    </>
  );
}

/** Says on which days there were too many requests to keep them all. */
function SampledDays(filter: { appId?: string }) {
  const words = useWords(WORDS);
  const { list } = useWords(MARKS);
  const { answer } = useAnswer('GET /workbench/sampled-days', { ...useSchool(), ...filter });
  const days = answer?.days ?? [];
  if (days.length === 0) return null;
  const said = days.map(({ day, appName, total, kept }) => words.sampledDay(day, appName, kept, total));
  return <Alert className="part" type="info" role="status" showIcon title={words.sampled(list(said))} />;
}
