/**
 * `pay_type`: the payer's channel (section 2.1), by its number on the wire. A test of the server holds the numbers equal
 * to its table of channels; they stand here because partners get this package alone.
 */
export const PAY_TYPE = { wechat: 1, alipay: 2 } as const;
export type PayType = (typeof PAY_TYPE)[keyof typeof PAY_TYPE];
export const PAY_TYPES: readonly PayType[] = Object.values(PAY_TYPE);

const WALLETS: Readonly<Record<keyof typeof PAY_TYPE, string>> = { wechat: '微信', alipay: '支付宝' };

/** `1（微信）或 2（支付宝）`, as a refusal says it. */
export const PAY_TYPE_MEANING = Object.entries(PAY_TYPE)
  .map(([channel, number]) => `${number}（${WALLETS[channel as keyof typeof WALLETS]}）`)
  .join('、')
  .replace(/、(?=[^、]*$)/, '或 ');
