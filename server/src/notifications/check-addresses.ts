import { FieldError } from '@zhixiao/protocol/fields';
import type { Core } from '../core.ts';
import { SECOND_MS } from '../lib/clock.ts';
import { OBSTACLES, type Obstacle, type PartnerReach, type Verdict } from './partner-reach.ts';

/** A name without a dot is the school's own to answer for, and is waited for this long. */
const SHORT_NAME_MS = SECOND_MS;

/**
 * Says when an order is created what a week of notifications would find out: that no rule lets us reach its
 * `notify_url`. No partner's name server is waited for: a name that is not known yet is looked up beside the order, and
 * counts from the next order on. In the sandbox, where nothing but loopback is reached, only a name that can be none
 * is refused. What is found is also written down, for the console.
 * @throws FieldError
 */
export async function checkAddresses(
  core: Pick<Core, 'reach' | 'noteUnreachable'>,
  appId: string,
  urls: { readonly notify_url: string; readonly return_url: string | undefined },
): Promise<void> {
  const { reach, noteUnreachable } = core;
  const notifyUrl = new URL(urls.notify_url);
  const isSandbox = reach.rules.allowLoopback;
  const note = (verdict: Verdict) => {
    if (isObstacle(verdict)) noteUnreachable({ appId, endpoint: notifyUrl.origin, reason: verdict });
  };

  const verdict = await verdictOn(reach, notifyUrl);
  note(verdict);
  if (isObstacle(verdict) && (verdict === 'short_name' || !isSandbox))
    refuse('notify_url', verdict, notifyUrl);
  if (!isSandbox) void reach.find(notifyUrl).then(note);

  if (urls.return_url === undefined) return;
  const returnUrl = new URL(urls.return_url);
  if ((await verdictOn(reach, returnUrl)) === 'short_name') refuse('return_url', 'short_name', returnUrl);
}

async function verdictOn(reach: PartnerReach, url: URL): Promise<Verdict> {
  const verdict = reach.verdictOn(url);
  if (verdict !== 'unknown' || url.hostname.includes('.')) return verdict;
  const late = new Promise<Verdict>((resolve) => setTimeout(resolve, SHORT_NAME_MS, 'unknown').unref());
  return Promise.race([reach.find(url), late]);
}

function isObstacle(verdict: Verdict): verdict is Obstacle {
  return OBSTACLES.some((obstacle) => obstacle === verdict);
}

function refuse(field: string, obstacle: Obstacle, { host }: URL): never {
  throw new FieldError(field, `无法访问：${host} ${WORDS[obstacle]}`);
}

const WORDS: Readonly<Record<Obstacle, string>> = {
  private: '在内网中，且不在本系统允许通知的网段内，请改用公网地址，或联系学校开通该网段',
  own: '是本系统所在的机器自身，请填写贵方服务器的地址',
  special: '是保留地址，请填写贵方服务器的公网地址',
  internal_name: '只在内网中有效，请改用公网域名，或联系学校开通所在网段',
  short_name: '不是完整的域名，请填写如 https://pay.school.edu.cn/notify 的完整地址',
};
