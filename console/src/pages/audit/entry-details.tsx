import { currentName } from '@zhixiao/contract/words/former-names';
import { MoneyText } from '../../components/money-text.tsx';
import { useWords } from '../../language/language.tsx';

/** What the details of entries are called; what has no word here has the name that the API has for it. */
const NAMES: { readonly [L in 'zh' | 'en']: Readonly<Record<string, string>> } = {
  zh: {
    reason: '原因',
    note: '说明',
    refundAmount: '退款金额',
    netAmount: '结算净额',
    paymentNo: '支付单号',
    refusal: '拒绝原因',
    before: '改前',
    name: '名称',
    account: '账号',
    role: '角色',
    schoolIds: '学校',
    month: '月份',
    date: '账单日',
    from: '起始日',
    to: '截止日',
    status: '状态',
    channel: '渠道',
    appId: '应用',
    number: '单号',
    person: '学工号或姓名',
    kind: '类型',
    repair: '处理',
    proposedBy: '提出人',
    count: '笔数',
    found: '找到',
    by: '方式',
    fields: '字段',
    refundApprovalAbove: '退款单人额度',
    fourEyes: '双人复核',
    askedBy: '申请人',
    changeRequestId: '变更申请',
    lines: '变更内容',
    rules: '规则',
    removesSecondFactor: '移除第二重验证',
    leastVersion: '协议最低版本',
    notifyProfile: '通知的协议',
    refundDayAmount: '每日退款限额',
    refundDayCount: '每日退款笔数',
    refundNoRequired: '须带退款单号',
    allowedNetworks: '允许的来源',
    paramBound: 'param 只用于一个接口',
    sealsUnsigned: '签名错误的应答加密',
  },
  en: {
    refundAmount: 'refund amount',
    netAmount: 'net',
    refundApprovalAbove: 'refund approval limit',
    removesSecondFactor: 'removes the second factor',
    leastVersion: 'minimum version',
    notifyProfile: 'notification version',
    refundDayAmount: 'daily refund limit',
    refundDayCount: 'daily number of refunds',
    refundNoRequired: 'refund number required',
    allowedNetworks: 'allowed source addresses',
    paramBound: 'param bound to one interface',
    sealsUnsigned: 'answers to wrong signatures encrypted',
  },
};

const AMOUNTS: ReadonlySet<string> = new Set([
  'refundAmount',
  'refundDayAmount',
  'netAmount',
  'refundApprovalAbove',
  'minAmount',
  'maxAmount',
]);

/** The details of an entry, each with its name; amounts in yuan. */
export function EntryDetails({ details }: { details: Readonly<Record<string, unknown>> }) {
  const names = useWords(NAMES);
  return (
    <span className="details">
      {Object.entries(details).map(([name, value]) => (
        <span key={name} className="entry-detail">
          {names[currentName(name)] ?? name} <DetailValue name={currentName(name)} value={value} />
        </span>
      ))}
    </span>
  );
}

function DetailValue({ name, value }: { name: string; value: unknown }) {
  if (AMOUNTS.has(name) && typeof value === 'number') return <MoneyText fen={value} />;
  if (typeof value === 'string' || typeof value === 'number') return <code>{value}</code>;
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return <EntryDetails details={value as Readonly<Record<string, unknown>>} />;
  }
  return <code>{JSON.stringify(value)}</code>;
}
