import type { FastifyInstance } from 'fastify';
import { bridgeScript, sendScript } from '../phone/bridge-script.ts';
import { yuan } from '../phone/pages.ts';
import type { Alipay } from './alipay.ts';
import { OBSTACLES, payBill, scan } from './wallet.ts';

interface BridgeForm {
  readonly tradeNO?: string;
  readonly action?: string;
}

const SCRIPT = bridgeScript(new URL('bridge.js', import.meta.url));

/** `AlipayJSBridge` for pages that run outside Alipay, and what stands behind it. */
export function alipayBridgeRoutes(server: FastifyInstance, alipay: Alipay): void {
  server.get('/phone/alipay-bridge.js', async (_request, reply) => sendScript(reply, SCRIPT));

  // The cashier is another origin. A form needs no preflight, and no cookie is involved.
  server.post<{ Body: BridgeForm }>('/phone/alipay-bridge', async ({ body }, reply) => {
    reply.header('access-control-allow-origin', '*');
    const { tradeNO: tradeNo = '', action } = body;
    const bill = scan(alipay, { tradeNo });
    if (!bill) return { ok: false, message: '交易不存在' };
    if (action === 'pay' || action === 'refuse') {
      const { paid, message } = payBill(alipay, bill, action === 'pay' ? 'success' : 'refuse');
      return { ok: paid, message };
    }
    const { terms, sellerId, obstacle } = bill;
    if (obstacle) return { ok: false, message: OBSTACLES[obstacle] };
    return { ok: true, amount: yuan(terms.total), description: terms.subject, merchant: sellerId };
  });
}
