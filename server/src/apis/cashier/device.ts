import type { CashierDevice } from '@zhixiao/contract/codes/cashier';
import { CHANNEL_TABLE, CHANNELS } from '@zhixiao/contract/codes/channels';
import type { FastifyRequest } from 'fastify';
import type { Channel, Scene } from '../../channels/channel.ts';
import type { Core } from '../../core.ts';
import { queryText } from '../../http/query-text.ts';
import { canPayBy } from '../../processing/start-payment.ts';

/**
 * Where a page runs, by its user agent; wallets name themselves. 企业微信 calls itself WeChat as well, but knows
 * nothing of a payer's own WeChat: no openid, no sheet. Nor do the pages inside mini-programs (WeChat's web-view has
 * no payment interface; Alipay's neither signs in nor leaves for its cashier), and wallets on a desktop.
 */
export function deviceOf(named: string): CashierDevice {
  const userAgent = named.slice(0, USER_AGENT_MAX);
  if (isDesktop(userAgent)) return 'desktop';
  if (/wxwork|wwlocal/i.test(userAgent)) return 'wecom';
  const wallet = WALLETS.find(({ mark }) => mark.test(userAgent))?.device;
  // "MiniProgramEnv" is a mini-program's own request, "miniProgram/" and "MiniProgram" a page inside one
  if (wallet) return /miniProgram\b/i.test(userAgent) ? 'mini_program' : wallet;
  return IN_APP.test(userAgent) ? 'in_app' : 'phone';
}

/** Longer than any browser's; more of it would be read again for every mark in it. */
const USER_AGENT_MAX = 1_000;

const WALLETS = CHANNELS.map((device) => ({
  mark: new RegExp(CHANNEL_TABLE[device].userAgent, 'i'),
  device,
}));

/** Wallets' own marks come first: WeChat on a Mac names Windows, and desktop modes of tablets name a Mac. */
function isDesktop(userAgent: string): boolean {
  if (/WindowsWechat|MacWechat|UnifiedPC|MiniProgramEnv\/(Windows|Mac|Linux)|\((PC|2in1);/i.test(userAgent)) {
    return true;
  }
  if (/Mobile|Android|iPhone|iPad|HarmonyOS|OpenHarmony/i.test(userAgent)) return false;
  const isWallet = WALLETS.some(({ mark }) => mark.test(userAgent));
  return !isWallet || /Windows NT|Macintosh|X11/i.test(userAgent);
}

/** Browsers inside other apps, which may keep a page from opening a wallet; on iOS they do not call themselves Safari. */
const IN_APP =
  /; wv\)|\b(QQ|Lark|Feishu|Weibo|aweme|baiduboxapp)\/|AliApp\(|DingTalk|(iPhone|iPad|iPod)(?!.*Safari\/)/i;

/** The wallet that a page runs in. Only the sandbox lets a browser pretend. */
export function walletOf(request: FastifyRequest, isSandbox: boolean): Channel | undefined {
  const device = deviceOf(request.headers['user-agent'] ?? '');
  const pretended = isSandbox ? queryText(request, 'wallet') : undefined;
  return walletNamed(device) ?? walletNamed(pretended);
}

/** The channel of that name, whose wallet a browser is, or says it is. */
export function walletNamed(name: unknown): Channel | undefined {
  return CHANNELS.find((channel) => channel === name);
}

/** A channel's ways to pay where the page runs, best first; no wallet opens in another's browser. */
export function scenesOn(device: CashierDevice, channel: Channel): readonly Scene[] {
  const { scenes } = CHANNEL_TABLE[channel];
  if (device in scenes) return scenes[device as keyof typeof scenes];
  return device === channel ? scenes.wallet : [];
}

/** How an app can be paid on a channel where the page runs; undefined when it cannot. */
export async function sceneOn(
  core: Core,
  appId: string,
  device: CashierDevice,
  channel: Channel,
): Promise<Scene | undefined> {
  for (const scene of scenesOn(device, channel)) {
    if (await canPayBy(core, appId, channel, scene)) return scene;
  }
  return undefined;
}
