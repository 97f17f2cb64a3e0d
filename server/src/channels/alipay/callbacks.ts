import { reasonText } from '@zhixiao/contract/words/reasons';
import { CallbackRejected, type CallbackRequest, type ChannelCallback } from '../channel.ts';
import type { AlipayAccount } from './alipay-account.ts';
import { optionalTextOf, textOf, UnexpectedContent } from './content.ts';
import { type Parameters, signatureDefect, signedText } from './signature.ts';
import { readTrade } from './trade-content.ts';

/**
 * Verifies a notice about a trade, then reads it. One sent for a refund is read as what it also
 * proves, that the trade was paid: its `refund_fee` adds up all refunds, so it says nothing of any
 * single one, and repeating the payment books nothing.
 * @throws CallbackRejected
 */
export function readCallback(account: AlipayAccount, { body }: CallbackRequest): ChannelCallback {
  try {
    const parameters = readForm(body);
    const defect = noticeDefect(account, parameters);
    if (defect) throw new CallbackRejected(defect);
    return readNotice(account, parameters);
  } catch (error) {
    if (error instanceof UnexpectedContent) throw new CallbackRejected(error.message);
    throw error;
  }
}

/** The answer Alipay takes as "received": this one word. Anything else makes it repeat the notice. */
export function callbackReply(accepted: boolean): { status: number; contentType: string; body: string } {
  const contentType = 'text/plain';
  return accepted
    ? { status: 200, contentType, body: 'success' }
    : { status: 500, contentType, body: 'fail' };
}

/** Decoded once. A parameter given twice could be verified as one thing and read as another. */
function readForm(body: Buffer): Parameters {
  const form = [...new URLSearchParams(body.toString('utf8'))];
  const parameters = Object.fromEntries(form);
  if (Object.keys(parameters).length !== form.length)
    throw new UnexpectedContent(reasonText('parameter_twice'));
  return parameters;
}

/** `sign_type` is not signed and never picks the algorithm. */
function noticeDefect(account: AlipayAccount, parameters: Parameters): string | undefined {
  const { sign = '', sign_type: _, ...signed } = parameters;
  if (sign === '') return reasonText('signature_missing');
  const certificateSn = optionalTextOf(signed, 'alipay_cert_sn');
  const defect = signatureDefect(account, signedText(signed), sign, certificateSn);
  if (!defect || certificateSn === undefined) return defect;
  // Whether the certificate's number is signed is not documented; it only picks one of Alipay's keys.
  return signatureDefect(account, signedText({ ...signed, alipay_cert_sn: '' }), sign, certificateSn);
}

function readNotice(account: AlipayAccount, parameters: Parameters): ChannelCallback {
  if (textOf(parameters, 'notify_type') !== 'trade_status_sync')
    throw new UnexpectedContent(reasonText('callback_unknown'));
  if (textOf(parameters, 'app_id') !== account.appId) throw new UnexpectedContent(reasonText('other_app'));
  if (textOf(parameters, 'seller_id') !== account.sellerId) {
    throw new UnexpectedContent(reasonText('other_seller'));
  }
  return {
    callbackId: textOf(parameters, 'notify_id'),
    content: JSON.stringify(parameters),
    kind: 'payment',
    ...readTrade(parameters, 'gmt_payment'),
  };
}
