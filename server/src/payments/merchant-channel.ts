import assert from 'node:assert';
import type { ChannelAccount, ChannelAdapter } from '../channels/channel.ts';
import type { Payment } from './payment.ts';

/** A channel with the merchant account a payment was made with. */
export interface MerchantChannel {
  readonly adapter: ChannelAdapter;
  readonly account: ChannelAccount;
  readonly callbackUrl: string;
}

/** Of a payment, or of its refunds, only its own account is believed: any other's word is a defect of ours. */
export function requireOwnEvidence(
  { account }: MerchantChannel,
  { paymentNo, channelAccountId }: Pick<Payment, 'paymentNo' | 'channelAccountId'>,
): void {
  assert.equal(
    account.channelAccountId,
    channelAccountId,
    `payment ${paymentNo} was made with another account`,
  );
}
