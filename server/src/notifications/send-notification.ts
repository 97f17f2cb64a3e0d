import { isAcknowledgement } from '@zhixiao/protocol/acknowledgement';
import { type AppKeys, sealRequest } from '@zhixiao/protocol/envelope';
import { PAY_TYPE } from '@zhixiao/protocol/pay-type';
import type { Profile } from '@zhixiao/protocol/profile';
import { sealStrongNotification } from '@zhixiao/protocol/profile-notification';
import { formatShanghaiTime } from '@zhixiao/protocol/shanghai-time';
import { HttpFailure } from '../lib/http-client.ts';
import { maskPersonal } from '../lib/mask.ts';
import { shortened } from '../lib/shortened.ts';
import type { Attempt } from './attempt.ts';
import type { ClaimedNotification } from './notification.ts';
import type { PartnerAnswer, PartnerHttp } from './partner-http.ts';
import { withoutPayer } from './without-payer.ts';

/** As much of a partner's answer as is kept for support. */
const DETAIL_CHARACTERS = 200;

/** The content of a notification (2.5); the same on every attempt. */
function notificationContent(claimed: ClaimedNotification): Record<string, string> {
  const { userNo, userName } = claimed.payer;
  return {
    out_trade_no: claimed.outTradeNo,
    order_id: claimed.orderId,
    time_end: formatShanghaiTime(claimed.paidAt),
    ...(userNo === undefined ? {} : { user_no: userNo }),
    ...(userName === undefined ? {} : { user_name: userName }),
    uid: claimed.payerUid,
    pay_type: String(PAY_TYPE[claimed.channel]),
  };
}

/** The keys and protocol of the app, and the time of sending, which the second version signs. */
export interface Sealing {
  readonly keys: AppKeys;
  readonly profile: Profile;
  readonly at: Date;
}

/** Makes one attempt to tell the partner. Never throws: what went wrong is the attempt's outcome. */
export async function sendNotification(
  http: PartnerHttp,
  sealing: Sealing,
  claimed: ClaimedNotification,
): Promise<Omit<Attempt, 'startedAt' | 'durationMs'>> {
  // nearly every answer, in which there is nobody to be found
  const printable = (text: string) => (text === 'success' ? text : storable(withoutPayer(text, claimed)));
  try {
    const { status, text, cutOff } = await post(http, sealing, claimed);
    if (isAcknowledgement(status, text)) {
      return { outcome: 'acknowledged', httpStatus: status, detail: printable(text) };
    }
    // the rest of it might have been an acknowledgement
    if (cutOff && status < 300) throw cutOff;
    return { outcome: 'refused', httpStatus: status, detail: printable(text) };
  } catch (error) {
    if (!(error instanceof HttpFailure)) throw error;
    return { outcome: 'unreachable', httpStatus: undefined, detail: printable(error.message) };
  }
}

/** @throws HttpFailure */
function post(
  http: PartnerHttp,
  { keys, profile, at }: Sealing,
  claimed: ClaimedNotification,
): Promise<PartnerAnswer> {
  const url = new URL(claimed.notifyUrl);
  const content = notificationContent(claimed);
  if (profile === 'v1') return http.postForm(url, new URLSearchParams({ ...sealRequest(keys, content) }));
  return http.post(url, sealStrongNotification(profile, keys, claimed.notificationId, content, at));
}

/** As much as is kept, in storable form: personal numbers masked, no NUL, no half surrogates. */
function storable(text: string): string {
  return shortened(maskPersonal(text).toWellFormed().replaceAll('\0', ''), DETAIL_CHARACTERS);
}
