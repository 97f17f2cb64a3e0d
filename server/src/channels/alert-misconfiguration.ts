import type { Logger } from 'pino';
import type { Outcome } from '../lib/outcome.ts';
import { type ChannelAccount, type ChannelAdapter, MISCONFIGURED } from './channel.ts';

/**
 * The same channel, raising an alert whenever it refuses for something an operator must mend: wrong
 * credentials, a missing permission, a clock that is off. Until then nobody can pay, and only the payer
 * would notice.
 */
export function alertMisconfiguration(adapter: ChannelAdapter, log: Logger): ChannelAdapter {
  const watch = async <T>(account: ChannelAccount, answer: Promise<Outcome<T>>): Promise<Outcome<T>> => {
    const outcome = await answer;
    if (outcome.kind === 'not_done' && outcome.code === MISCONFIGURED) {
      log.error(
        {
          channelAccountId: account.channelAccountId,
          message: outcome.message,
          alert: 'channel_misconfigured',
        },
        'channel refuses our account',
      );
    }
    return outcome;
  };
  const { campusCards, fetchBill } = adapter;
  return {
    ...adapter,
    ...(campusCards
      ? {
          campusCards: {
            ...campusCards,
            find: (account, ...holder) => watch(account, campusCards.find(account, ...holder)),
          },
        }
      : {}),
    ...(fetchBill ? { fetchBill: (account, ...terms) => watch(account, fetchBill(account, ...terms)) } : {}),
    createPayment: (account, ...terms) => watch(account, adapter.createPayment(account, ...terms)),
    queryPayment: (account, ...terms) => watch(account, adapter.queryPayment(account, ...terms)),
    closePayment: (account, ...terms) => watch(account, adapter.closePayment(account, ...terms)),
    payerIdFromCode: (account, ...terms) => watch(account, adapter.payerIdFromCode(account, ...terms)),
    createRefund: (account, ...terms) => watch(account, adapter.createRefund(account, ...terms)),
    renewedKeys: (account) => watch(account, adapter.renewedKeys(account)),
    queryRefund: (account, ...terms) => watch(account, adapter.queryRefund(account, ...terms)),
  };
}
