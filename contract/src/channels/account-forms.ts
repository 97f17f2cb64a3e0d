import type { ChannelName } from '../codes/channels.ts';
import type { AccountForm } from './account-form.ts';
import { ALIPAY_ACCOUNT_FORM } from './alipay-account-form.ts';
import { WECHAT_ACCOUNT_FORM } from './wechat-account-form.ts';

/** The form of each channel's accounts; apart from the table, which the cashier's small page carries. */
export const ACCOUNT_FORMS: Readonly<Record<ChannelName, AccountForm>> = {
  wechat: WECHAT_ACCOUNT_FORM,
  alipay: ALIPAY_ACCOUNT_FORM,
};
