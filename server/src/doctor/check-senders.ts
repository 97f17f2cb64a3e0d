import { smtpTransport } from '../invoices/deliver/email.ts';
import type { SenderSettings } from '../invoices/deliver/senders.ts';
import { type Finding, fault, ok } from './finding.ts';
import { tlsPeer } from './tls-peer.ts';

/** Whether the mail server takes our password, and the short messages' platform is reached. Nothing is sent. */
export async function checkSenders({ smtp, sms }: SenderSettings): Promise<Finding[]> {
  const mail = smtp
    ? await checkMail(smtp.url)
    : ok(
        'mail',
        '没有设置邮件：票据和登录链接不会用邮件发送。',
        'No mail server is set: invoices and links are not sent by e-mail.',
      );
  const short = sms
    ? await checkShortMessages(new URL(sms.url))
    : ok(
        'sms',
        '没有设置短信：票据和登录链接不会用短信发送。',
        'No short messages are set up: invoices and links are not sent by them.',
      );
  return [mail, short];
}

async function checkMail(url: string): Promise<Finding> {
  const { hostname } = new URL(url);
  const transport = smtpTransport(url);
  try {
    await transport.verify();
    return ok(
      'mail',
      `邮件服务器 ${hostname} 可用，密码正确。`,
      `The mail server ${hostname} takes our password.`,
    );
  } catch (error) {
    const { code = 'UNKNOWN', responseCode } = error as { code?: string; responseCode?: number };
    const reason = responseCode === undefined ? code : `${code} ${responseCode}`;
    const isPassword = code === 'EAUTH';
    return fault(
      'mail',
      isPassword
        ? {
            zh: `邮件服务器 ${hostname} 不接受账号或密码（${reason}）。`,
            en: `The mail server ${hostname} refuses user or password (${reason}).`,
          }
        : {
            zh: `无法使用邮件服务器 ${hostname}（${reason}）。`,
            en: `The mail server ${hostname} cannot be used (${reason}).`,
          },
      {
        zh: '核对 SMTP_URL 的协议、端口、账号和密码（许多邮箱要用授权码），以及防火墙。',
        en: 'Check protocol, port, user and password in SMTP_URL (many providers want a code of its own), and the firewall.',
      },
    );
  } finally {
    transport.close();
  }
}

async function checkShortMessages({ hostname, port }: URL): Promise<Finding> {
  const reached = await tlsPeer(hostname, Number(port || 443)).then(
    ({ distrust }) => distrust ?? 'trusted',
    (error: NodeJS.ErrnoException) => error.code ?? 'TIMEOUT',
  );
  if (reached === 'trusted')
    return ok(
      'sms',
      `短信平台 ${hostname} 可以访问（未发送短信，密钥未验证）。`,
      `${hostname} is reached (nothing was sent, and the key not tried).`,
    );
  return fault(
    'sms',
    {
      zh: `无法访问短信平台 ${hostname}（${reached}）。`,
      en: `${hostname} for short messages is not reached (${reached}).`,
    },
    {
      zh: '检查本机到外网的域名解析、防火墙和 https 出口。',
      en: "Check this machine's name servers, firewall and way out by https.",
    },
  );
}
