import type { FastifyInstance } from 'fastify';
import { bridgeScript, sendScript } from '../phone/bridge-script.ts';
import { yuan } from '../phone/pages.ts';
import { findMerchant } from './merchant-store.ts';
import { verifiesLines } from './signature.ts';
import { type Bill, OBSTACLES, payBill, scan } from './wallet.ts';
import type { Wechat } from './wechat.ts';

/** What the bridge sends along with the page's own parameters. */
type BridgeForm = Readonly<Partial<Record<(typeof PARAMETERS)[number] | 'action', string>>>;

const PARAMETERS = ['appId', 'timeStamp', 'nonceStr', 'package', 'signType', 'paySign'] as const;
const SCRIPT = bridgeScript(new URL('bridge.js', import.meta.url));

/** `WeixinJSBridge` for pages that run outside WeChat, and what stands behind it. */
export function wechatBridgeRoutes(server: FastifyInstance, wechat: Wechat): void {
  // the first is where the gateway looks for a wallet's bridge, the second the older address
  for (const path of ['/phone/wechat-bridge.js', '/phone/bridge.js']) {
    server.get(path, async (_request, reply) => sendScript(reply, SCRIPT));
  }

  // The cashier is another origin. A form needs no preflight, and no cookie is involved.
  server.post<{ Body: BridgeForm }>('/phone/bridge', async ({ body }, reply) => {
    reply.header('access-control-allow-origin', '*');
    const bill = billOf(wechat, body);
    if (typeof bill === 'string') return { ok: false, message: bill };
    const { order, obstacle } = bill;
    if (body.action === 'pay' || body.action === 'refuse') {
      const { paid, message } = payBill(wechat, bill, body.action === 'pay' ? 'success' : 'refuse');
      return { ok: paid, message };
    }
    if (obstacle) return { ok: false, message: OBSTACLES[obstacle] };
    return { ok: true, amount: yuan(order.total), description: order.description, merchant: order.mchid };
  });
}

/** The bill these parameters open, or what is wrong with them: the wallet checks what the page signed. */
function billOf(wechat: Wechat, form: BridgeForm): Bill | string {
  const missing = PARAMETERS.find((name) => !form[name]);
  if (missing) return `缺少参数 ${missing}`;
  const { appId = '', timeStamp = '', nonceStr = '', package: pack = '', signType, paySign = '' } = form;
  if (signType !== 'RSA') return 'signType 应为 RSA';
  if (!pack.startsWith('prepay_id=')) return 'package 应为 prepay_id=…';
  const bill = scan(wechat, { handle: pack });
  if (!bill) return '无法识别的 prepay_id';
  const merchant = findMerchant(wechat.store, bill.order.mchid);
  if (bill.order.appid !== appId) return 'appId 与下单时不一致';
  const lines = [appId, timeStamp, nonceStr, pack];
  if (!merchant || !verifiesLines(merchant.publicKeyPem, lines, paySign)) return '支付验证签名失败';
  return bill;
}
