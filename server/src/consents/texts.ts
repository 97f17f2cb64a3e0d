import { createHash } from 'node:crypto';
import type { RetentionHours } from './retention-periods.ts';

/** What a payer agrees to: that his account is bound to him, or that a document is made out and sent. */
export type ConsentKind = 'binding' | 'invoice';
export type ConsentLanguage = 'zh' | 'en';
export const CONSENT_KINDS = ['binding', 'invoice'] as const satisfies readonly ConsentKind[];

/** A text as it is shown: what for, what, who, how long, and how it is taken back (个人信息保护法 17). */
export interface ConsentText {
  readonly kind: ConsentKind;
  /** Another wording, or another period, is another version: it is agreed to anew. */
  readonly version: string;
  readonly language: ConsentLanguage;
  readonly title: string;
  readonly paragraphs: readonly string[];
}

interface Template {
  /** To be raised with every change of a word; a test says so. */
  readonly version: string;
  /** Whose periods, in days, the text names. */
  readonly periods: readonly (keyof RetentionHours)[];
  readonly words: Readonly<
    Record<ConsentLanguage, { readonly title: string; readonly paragraphs: readonly string[] }>
  >;
}

/** `{school}` stands for the school's name, `{days:kind}` for a period. */
export const CONSENT_TEMPLATES: Readonly<Record<ConsentKind, Template>> = {
  binding: {
    version: '2',
    periods: ['people_left', 'accesses', 'consents'],
    words: {
      zh: {
        title: '个人信息使用说明：身份绑定',
        paragraphs: [
          '处理者：{school}（下称“学校”）。本支付平台由学校或其委托的单位运行。',
          '用途：识别缴费人身份，使学校的缴费、票据、校园卡等业务知道付款的是您本人。不用于其他用途，不作自动化决策。',
          '内容：学号（工号）、姓名、支付账号标识（微信 openid 或支付宝用户号）。您填写的证件号后六位或手机号只用于核对，不保存。',
          '谁能看到：学校有相应权限的工作人员，以及学校授权的业务系统；不向其他人提供。每一次查询都有记录。',
          '保存多久：绑定保存到您解除为止；您离校（在人员名册中冻结）满 {days:people_left} 天后删除。查询记录保存 {days:accesses} 天，同意与撤回的记录在绑定结束后保存 {days:consents} 天。',
          '您的权利：可以随时在身份绑定页面解除绑定，即撤回同意；撤回不影响此前已完成的缴费。查阅、复制、更正或删除您的个人信息，请联系学校。不同意时仍可直接付款，只是业务系统不能据此识别您。',
        ],
      },
      en: {
        title: 'How your data is used: linking your identity',
        paragraphs: [
          'Who: {school} (“the school”). This payment platform is run by the school or by whom it has charged with it.',
          'What for: to know who is paying, so that the school’s payments, invoices and campus cards know that it is you. For nothing else, and no decision is made by a machine.',
          'What: your student or staff number, your name, and the id of your payment account (WeChat openid or Alipay user id). The last six characters of your ID number, or your phone number, are only compared and not kept.',
          'Who sees it: staff of the school with the right to, and systems that the school has authorised; nobody else is given it. Each look-up is recorded.',
          'For how long: until you unlink; {days:people_left} days after you have left the school (frozen in its roster) it is erased. Look-ups are on record for {days:accesses} days, and what you agreed to or took back for {days:consents} days after the link has ended.',
          'Your rights: you can unlink at any time on the page where you linked, which withdraws your consent; payments made before are not affected. To see, copy, correct or erase your data, ask the school. If you do not agree you can pay all the same, and are only not recognised.',
        ],
      },
    },
  },
  invoice: {
    version: '1',
    periods: ['invoice_contacts', 'consents'],
    words: {
      zh: {
        title: '个人信息使用说明：开具票据',
        paragraphs: [
          '处理者：{school}（下称“学校”）。本支付平台由学校或其委托的单位运行。',
          '用途：为这一笔付款开具票据，并在开具后发送给您。不用于其他用途。',
          '内容：抬头、纳税人识别号、接收手机、接收邮箱、备注。',
          '谁能看到：学校有相应权限的工作人员；学校使用开票服务的，还有开票服务商和税务机关；发送短信、邮件的服务商只得到发送所需的内容。',
          '保存多久：手机号和邮箱保存 {days:invoice_contacts} 天后删除。票据本身（抬头、税号、金额）是会计凭证，依《会计档案管理办法》由学校保存三十年。同意的记录保存 {days:consents} 天。',
          '您的权利：查阅、复制、更正您的个人信息，或在票据作废后要求删除，请联系学校。不同意时不影响付款，只是不能在此开具票据。',
        ],
      },
      en: {
        title: 'How your data is used: an invoice',
        paragraphs: [
          'Who: {school} (“the school”). This payment platform is run by the school or by whom it has charged with it.',
          'What for: to issue an invoice for this payment, and to send it to you. For nothing else.',
          'What: whom it is made out to, the taxpayer number, phone, e-mail, and the note.',
          'Who sees it: staff of the school with the right to; where the school uses an invoicing service, that service and the tax office; whoever carries short messages and e-mails gets only what is to be sent.',
          'For how long: phone and e-mail are erased after {days:invoice_contacts} days. The document itself (title, tax number, amount) is a voucher, which the school keeps for thirty years by the rules on accounting archives. What you agreed to is on record for {days:consents} days.',
          'Your rights: to see, copy or correct your data, or to have it erased once the document is void, ask the school. If you do not agree your payment is not affected; only no invoice can be issued here.',
        ],
      },
    },
  },
};

/** The text as it is shown now by a school. */
export function consentText(
  kind: ConsentKind,
  language: ConsentLanguage,
  { school, retention }: { readonly school: string; readonly retention: RetentionHours },
): ConsentText {
  const { title, paragraphs } = CONSENT_TEMPLATES[kind].words[language];
  const filled = (text: string) =>
    text
      .replaceAll('{school}', () => school)
      .replaceAll(/\{days:([a-z_]+)\}/g, (_, period: keyof RetentionHours) => String(retention[period] / 24));
  return {
    kind,
    version: consentVersion(kind, retention),
    language,
    title,
    paragraphs: paragraphs.map(filled),
  };
}

/** What of a text is agreed to, whatever its language: its wording and the periods it names. */
export function consentVersion(kind: ConsentKind, retention: RetentionHours): string {
  const { version, periods } = CONSENT_TEMPLATES[kind];
  return [version, ...periods.map((period) => retention[period] / 24)].join('-');
}

/** A text as it is kept: title and paragraphs, a line each. */
export function contentOf({ title, paragraphs }: Pick<ConsentText, 'title' | 'paragraphs'>): string {
  return [title, ...paragraphs].join('\n');
}

export function sha256Of(content: string): Buffer {
  return createHash('sha256').update(content, 'utf8').digest();
}
