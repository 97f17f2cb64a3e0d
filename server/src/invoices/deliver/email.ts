import { yuanOf } from '@zhixiao/contract/money';
import { reasonText } from '@zhixiao/contract/words/reasons';
import { formatShanghaiTime } from '@zhixiao/protocol/shanghai-time';
import { createTransport, type SendMailOptions } from 'nodemailer';
import { done, notDone, unknown } from '../../lib/outcome.ts';
import { errorCode, propertyOf } from '../../lib/property-of.ts';
import type { InvoiceNews, LinkNews, Sender } from './sender.ts';

export interface SmtpSettings {
  /**
   * `smtp://` or `smtps://`, with user and password. Over `smtp://` these are sent only once STARTTLS has made the
   * connection safe; `?requireTLS=false` lets them be sent in the clear.
   */
  readonly url: string;
  /** The address it comes from, with a name perhaps. */
  readonly from: string;
}

const TIMEOUT_MS = 15_000;

/** Speaks to the mail server; two connections at most. Close it. */
export function smtpTransport(url: string) {
  return createTransport({
    url,
    pool: true,
    maxConnections: 2,
    connectionTimeout: TIMEOUT_MS,
    greetingTimeout: TIMEOUT_MS,
    socketTimeout: TIMEOUT_MS,
    requireTLS: new URL(url).username !== '',
    // what is read comes from us: nothing is fetched for a message
    disableFileAccess: true,
    disableUrlAccess: true,
  });
}

/** Sends e-mail over SMTP: invoices with the document attached, and operators' links. */
export function emailSender({ url, from }: SmtpSettings): Sender {
  const transport = smtpTransport(url);
  const send = async (address: string, letter: Omit<SendMailOptions, 'from' | 'to'>) => {
    try {
      await transport.sendMail({ ...letter, from, to: { name: '', address } });
      return done(undefined);
    } catch (error) {
      const responseCode = propertyOf(error, 'responseCode');
      const command = propertyOf(error, 'command');
      // the command is the one that was answered: the server will never take this letter for this address; anything before that is ours to mend
      const isAboutLetter = command === 'RCPT TO' || command === 'DATA';
      if (isAboutLetter && typeof responseCode === 'number' && responseCode >= 500) {
        return notDone(String(responseCode), reasonText('mail_rejected', { code: responseCode }));
      }
      return unknown(
        reasonText('mail_unproven', { code: String(errorCode(error) ?? responseCode ?? 'UNKNOWN') }),
      );
    }
  };
  return {
    deliveryMethod: 'email',
    addressOf: (buyer) => buyer.email,
    deliver: (address, news) =>
      send(address, {
        messageId: `<invoice-${news.newsNo}@zhixiao>`,
        subject: `${news.schoolName}：${news.item} 电子票据`,
        text: textOf(news),
        attachments: news.pdf ? [{ filename: `${news.number}.pdf`, content: news.pdf }] : [],
      }),
    deliverText: send,
    deliverLink: (address, news) =>
      send(address, { subject: '知校聚合支付：设置控制台登录', text: linkTextOf(news) }),
    async [Symbol.asyncDispose]() {
      transport.close();
    },
  };
}

function textOf({ schoolName, item, amount, number, fileUrl, verifyUrl, pdf }: InvoiceNews): string {
  return [
    '您好：',
    '',
    `您在${schoolName}的缴费票据已开具${pdf ? '，见附件' : ''}。`,
    '',
    `缴费项目：${item}`,
    `金额：${yuanOf(amount)} 元`,
    `票据号码：${number}`,
    `下载：${fileUrl}`,
    `查验：${verifyUrl}`,
    '',
    '本邮件由系统自动发送，请勿回复。',
  ].join('\r\n');
}

function linkTextOf({ name, address, expiresAt }: LinkNews): string {
  return [
    `${name}，您好：`,
    '',
    '请打开下面的链接设置控制台的登录密码。链接只能使用一次，请勿转发：',
    '',
    address,
    '',
    `有效至 ${formatShanghaiTime(expiresAt)}（北京时间）。如果您没有等待这封邮件，请告知学校的管理员。`,
    '',
    '本邮件由系统自动发送，请勿回复。',
  ].join('\r\n');
}
