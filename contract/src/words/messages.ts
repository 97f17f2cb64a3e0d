import type { Language } from '../codes/languages.ts';
import type { MessageKind, MessageMethod } from '../codes/messages.ts';
import type { CodeWords } from './code-words.ts';

export const MESSAGE_METHOD_NAMES: CodeWords<MessageMethod> = {
  zh: { email: '邮件', wecom: '企业微信群机器人', dingtalk: '钉钉群机器人' },
  en: { email: 'E-mail', wecom: 'WeCom group robot', dingtalk: 'DingTalk group robot' },
};

export const MESSAGE_KIND_NAMES: CodeWords<MessageKind> = {
  zh: {
    refund_to_approve: '退款待审核',
    change_to_approve: '变更待审批',
    money: '款项与退款异常',
    partner: '通知合作方失败',
    invoice: '票据异常',
    bill: '对账差异、账单缺失',
  },
  en: {
    refund_to_approve: 'Refunds to approve',
    change_to_approve: 'Changes to approve',
    money: 'Problems with payments and refunds',
    partner: 'Partners that cannot be notified',
    invoice: 'Problems with invoices',
    bill: 'Differences and missing bills',
  },
};

export const LANGUAGE_NAMES: CodeWords<Language> = {
  zh: { zh: '中文', en: '英文' },
  en: { zh: 'Chinese', en: 'English' },
};
