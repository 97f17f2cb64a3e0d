import type { BindView } from '@zhixiao/contract/cashier/bind-view';
import type { RefusalShown } from '@zhixiao/contract/cashier/plain-page';
import type { ChannelName } from '@zhixiao/contract/codes/channels';
import { ANY_WALLET, WALLET_NAMES } from '@zhixiao/contract/words/channels';
import { type Language, TEXTS } from './texts.ts';

/** Everything the binding page says. */
export interface BindTexts {
  readonly tag: string;
  readonly title: string;
  readonly otherLanguage: string;
  readonly sandbox: string;
  readonly service: string;
  readonly wallet: Readonly<Record<ChannelName, string>>;
  readonly heading: Readonly<Record<BindView['state'], string>>;
  readonly explain: (state: BindView['state'], wallet: string) => string;
  readonly userNo: string;
  readonly userName: string;
  readonly proof: string;
  readonly proofHint: string;
  readonly consent: (school: string) => string;
  readonly consentText: string;
  readonly consentTitle: string;
  readonly versionOf: (version: string) => string;
  readonly agreeAnew: string;
  readonly agree: string;
  readonly unbind: string;
  readonly unbindHint: string;
  readonly unbindNow: string;
  readonly unbound: string;
  readonly own: string;
  readonly submit: string;
  readonly code: string;
  readonly emulate: (wallet: string) => string;
  readonly again: string;
  /** A refusal of the server, which says it in both languages. */
  readonly refused: (refusal: RefusalShown) => string;
}

const zh: BindTexts = {
  tag: TEXTS.zh.tag,
  title: '身份绑定',
  otherLanguage: TEXTS.zh.otherLanguage,
  sandbox: '沙箱环境，仅供测试，请勿填写真实信息',
  service: TEXTS.zh.service,
  wallet: WALLET_NAMES.zh,
  heading: {
    form: '绑定本人身份',
    bound: '已绑定',
    elsewhere: `请在${ANY_WALLET.zh}中打开`,
    signInFailed: '未能确认您的账号',
    notOffered: '暂不能绑定',
    notFound: '页面不存在',
  },
  explain: (state, wallet) =>
    ({
      form: `核对通过后，您的${wallet}账号将与以下身份绑定，学校的缴费等业务即可识别您。`,
      bound: `您的${wallet}账号已与以下身份绑定，可以关闭本页面。如需更换，请先解除绑定。`,
      elsewhere: `用${ANY_WALLET.zh}“扫一扫”扫描二维码，即可继续。`,
      signInFailed: '授权没有完成或已经失效，请重试。',
      notOffered: `学校尚未开通该渠道，请换用${ANY_WALLET.zh}打开，或联系学校。`,
      notFound: '请检查链接是否完整，或从学校提供的入口重新进入。',
    })[state],
  userNo: '学号 / 工号',
  userName: '姓名',
  proof: '证件号后六位，或学校登记的手机号',
  proofHint: '只用于核对，不会保存您填写的内容',
  consent: (school) => `我同意${school}使用我的学号（工号）、姓名与支付账号标识，用于识别缴费人身份`,
  consentText: '查看个人信息使用说明',
  consentTitle: '个人信息使用说明',
  versionOf: (version) => `版本 ${version}`,
  agreeAnew: '请阅读个人信息使用说明的最新版本，并确认是否同意。',
  agree: '同意',
  unbind: '解除绑定',
  unbindHint: '解除后即撤回同意，学校的业务不再识别您的账号；已完成的缴费不受影响，以后可以重新绑定。',
  unbindNow: '确认解除',
  unbound: '已解除绑定，并已记录您撤回了同意。',
  own: '仅限本人绑定，请勿为他人填写',
  submit: '核对并绑定',
  code: '本页地址的二维码',
  emulate: (wallet) => `模拟在${wallet}中打开`,
  again: '重试',
  refused: ({ message }) => message,
};

const en: BindTexts = {
  tag: TEXTS.en.tag,
  title: 'Link your identity',
  otherLanguage: TEXTS.en.otherLanguage,
  sandbox: 'Sandbox: for testing only. Do not enter real data.',
  service: TEXTS.en.service,
  wallet: WALLET_NAMES.en,
  heading: {
    form: 'Link your own identity',
    bound: 'Linked',
    elsewhere: `Please open this in ${ANY_WALLET.en}`,
    signInFailed: 'Your account could not be confirmed',
    notOffered: 'Not available',
    notFound: 'Page not found',
  },
  explain: (state, wallet) =>
    ({
      form: `Once verified, your ${wallet} account is linked to the identity below, so that the school’s services can identify you.`,
      bound: `Your ${wallet} account is linked to this identity. You can close this page. To change it, unlink first.`,
      elsewhere: `Scan the QR code with ${ANY_WALLET.en} to continue.`,
      signInFailed: 'The sign-in was not completed or has expired. Please try again.',
      notOffered:
        'The school has not enabled this channel. Please open this page in another wallet, or contact the school.',
      notFound: 'Check that the link is complete, or open it again from the school’s page.',
    })[state],
  userNo: 'Student or staff number',
  userName: 'Name',
  proof: 'Last six characters of your ID number, or the phone number registered with the school',
  proofHint: 'Used for verification only; what you enter is not stored',
  consent: (school) =>
    `I agree that ${school} uses my number, name and payment account id to identify the payer`,
  consentText: 'How your data is used',
  consentTitle: 'How your data is used',
  versionOf: (version) => `Version ${version}`,
  agreeAnew: 'Please read the latest version of how your data is used, and confirm whether you agree.',
  agree: 'I agree',
  unbind: 'Unlink',
  unbindHint:
    'This withdraws your consent: the school’s services can no longer identify your account. Completed payments are not affected, and you can link again later.',
  unbindNow: 'Unlink now',
  unbound: 'Unlinked. The withdrawal of your consent has been recorded.',
  own: 'Link only your own identity. Do not fill this in for anyone else.',
  submit: 'Verify and link',
  code: 'QR code of this page’s address',
  emulate: (wallet) => `Emulate ${wallet}`,
  again: 'Try again',
  refused: ({ inEnglish }) => inEnglish,
};

export const BIND_TEXTS: Readonly<Record<Language, BindTexts>> = { zh, en };
