import { randomUUID } from 'node:crypto';
import { reasonText } from '@zhixiao/contract/words/reasons';
import type { Clock } from '../../lib/clock.ts';
import { type HttpClient, HttpFailure } from '../../lib/http-client.ts';
import { done, notDone, type Outcome, unknown } from '../../lib/outcome.ts';
import { propertyOf } from '../../lib/property-of.ts';
import { signedAliyunCall } from './aliyun-signature.ts';
import type { Sender } from './sender.ts';

/** Alibaba Cloud's short messages (SendSms, version 2017-05-25). */
export interface SmsSettings {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  readonly signName: string;
  /** A template approved with the variables `school`, `number` and `code`, the end of the file's address. */
  readonly templateCode: string;
  /**
   * A template for operators' one-time links, approved with the variables `name` and `code`, what comes after the `#` of
   * the link; undefined: links are not sent this way.
   */
  readonly linkTemplateCode?: string | undefined;
  /** Where it is; Alibaba's own unless it is emulated. */
  readonly url: string;
}

export const ALIYUN_SMS_URL = 'https://dysmsapi.aliyuncs.com/';

/** Too much for this number, this account or this minute: the same later may do. */
const LATER = /^(isv\.BUSINESS_LIMIT_CONTROL|Throttling|isp\.|ServiceUnavailable|InternalError)/;
/** Ours to mend, whatever the number. */
const OURS =
  /^(isv\.AMOUNT_NOT_ENOUGH|isv\.OUT_OF_SERVICE|isv\.SMS_|isv\.ACCOUNT_|InvalidAccessKeyId|SignatureDoesNotMatch|Forbidden)/;

interface Message {
  readonly templateCode: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly no: string;
}

/** Tells buyers by SMS where their invoice is, and operators their link. */
export function smsSender(http: HttpClient, clock: Clock, settings: SmsSettings): Sender {
  const { linkTemplateCode } = settings;
  const send = async (
    address: string,
    { templateCode, variables, no }: Message,
  ): Promise<Outcome<undefined>> => {
    const url = new URL(settings.url);
    const { query, headers } = signedAliyunCall(
      {
        host: url.host,
        action: 'SendSms',
        version: '2017-05-25',
        query: {
          PhoneNumbers: address,
          SignName: settings.signName,
          TemplateCode: templateCode,
          TemplateParam: JSON.stringify(variables),
          OutId: no,
        },
        nonce: randomUUID(),
        at: clock.now(),
      },
      { id: settings.accessKeyId, secret: settings.accessKeySecret },
    );
    url.search = query;
    try {
      const answer = await http.request({ method: 'POST', url, headers });
      const result = propertyOf(JSON.parse(answer.body.toString('utf8')), 'Code');
      if (result === 'OK') return done(undefined);
      if (typeof result !== 'string' || LATER.test(result) || OURS.test(result)) {
        return unknown(reasonText('sms_answered', { code: String(result) }));
      }
      return notDone(result, reasonText('sms_rejected', { code: result }));
    } catch (error) {
      if (error instanceof HttpFailure || error instanceof SyntaxError)
        return unknown(reasonText('sms_silent'));
      throw error;
    }
  };
  return {
    deliveryMethod: 'sms',
    addressOf: (buyer) => buyer.phone,
    deliver: (address, { newsNo, schoolName, number, fileUrl }) =>
      send(address, {
        templateCode: settings.templateCode,
        variables: { school: schoolName, number, code: afterLast('/', fileUrl) },
        no: newsNo,
      }),
    deliverText: undefined,
    deliverLink: linkTemplateCode
      ? (address, { name, address: link }) =>
          send(address, {
            templateCode: linkTemplateCode,
            variables: { name, code: afterLast('#', link) },
            no: randomUUID(),
          })
      : undefined,
    async [Symbol.asyncDispose]() {},
  };
}

const afterLast = (sign: string, text: string) => text.slice(text.lastIndexOf(sign) + 1);
