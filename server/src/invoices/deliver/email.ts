import { createTransport } from 'nodemailer';
import { done, notDone, unknown } from '../../lib/outcome.ts';
import type { Courier, InvoiceNews } from './courier.ts';

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

/** What nodemailer's errors say; the command is the one that was answered. */
interface SmtpFailure {
  readonly responseCode: number;
  readonly code: string;
  readonly command: string;
}

/** Sends invoices by e-mail over SMTP, the document attached. */
export function emailCourier({ url, from }: SmtpSettings): Courier {
  const transport = createTransport({
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
  return {
    medium: 'email',
    addressOf: (buyer) => buyer.email,
    async deliver(address, news) {
      try {
        await transport.sendMail({
          from,
          to: { name: '', address },
          messageId: `<invoice-${news.newsNo}@zhixiao>`,
          subject: `${news.schoolName}：${news.item} 电子票据`,
          text: textOf(news),
          attachments: news.pdf ? [{ filename: `${news.number}.pdf`, content: news.pdf }] : [],
        });
        return done(undefined);
      } catch (error) {
        const { responseCode, code, command } = error as Partial<SmtpFailure>;
        // the server will never take this letter for this address; anything before that is ours to mend
        const isAboutLetter = command === 'RCPT TO' || command === 'DATA';
        if (isAboutLetter && responseCode !== undefined && responseCode >= 500) {
          return notDone(String(responseCode), `邮件服务器拒收（${responseCode}）`);
        }
        return unknown(`邮件未能确认送达（${code ?? responseCode ?? 'UNKNOWN'}）`);
      }
    },
    async [Symbol.asyncDispose]() {
      transport.close();
    },
  };
}

function textOf({ schoolName, item, amount, number, fileUrl, verifyUrl, pdf }: InvoiceNews): string {
  const yuan = `${Math.floor(amount / 100)}.${String(amount % 100).padStart(2, '0')}`;
  return [
    '您好：',
    '',
    `您在${schoolName}的缴费票据已开具${pdf ? '，见附件' : ''}。`,
    '',
    `缴费项目：${item}`,
    `金额：${yuan} 元`,
    `票据号码：${number}`,
    `下载：${fileUrl}`,
    `查验：${verifyUrl}`,
    '',
    '本邮件由系统自动发送，请勿回复。',
  ].join('\r\n');
}
