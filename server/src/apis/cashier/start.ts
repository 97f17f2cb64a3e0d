import type { CashierPayment, StartPayment } from '@zhixiao/contract/cashier/view';
import { bridgeOf } from '@zhixiao/contract/codes/cashier';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Scene } from '../../channels/channel.ts';
import type { Core } from '../../core.ts';
import { cashierUrl, type PageOrder } from '../../orders/order.ts';
import { type StartedPayment, startPayment } from '../../processing/start-payment.ts';
import { Refusal } from '../../refusal.ts';
import { sceneOn } from './device.ts';
import { orderSignInUrl, payerOf } from './payer-identity.ts';
import { rememberPaying } from './payer-proof.ts';

/**
 * Starts the payment that fits where the page runs, and answers the order as it is then; inside a wallet the payer's id
 * comes first.
 * @param sandboxUrl where the emulated phone is, in the sandbox
 * @throws Refusal
 */
export async function startFromCashier(
  core: Core,
  exchange: { request: FastifyRequest; reply: FastifyReply },
  order: PageOrder,
  input: StartPayment,
  sandboxUrl: string | undefined,
): Promise<{ readonly payment: CashierPayment; readonly order: PageOrder }> {
  const { channel } = input;
  const scene = await sceneOn(core, order.appId, input.device, channel);
  const account = await core.accounts.ofApp(order.appId, channel);
  if (!scene || !account) throw new Refusal('channel_not_enabled', { channel });

  const needsPayer = scene === 'jsapi';
  const openid = needsPayer ? payerOf(core, exchange.request, account) : undefined;
  if (needsPayer && openid === undefined) {
    const url = orderSignInUrl(core, exchange.reply, account, order.orderId);
    return { payment: { kind: 'sign_in', channel, url }, order };
  }
  const started = await startPayment(core, order, {
    channel,
    scene,
    openid,
    payerIp: exchange.request.clientAddress,
    returnUrl: cashierUrl(core.publicUrl, order.orderId),
  });
  rememberPaying(core, exchange.reply, { orderId: order.orderId, paymentNo: started.paymentNo });
  return { payment: await paymentOf(started, scene, sandboxUrl), order: started.order ?? order };
}

async function paymentOf(
  started: StartedPayment,
  scene: Scene,
  sandboxUrl: string | undefined,
): Promise<CashierPayment> {
  const { credential, account, adapter } = started;
  const { channel } = account;
  switch (credential.kind) {
    case 'qr': {
      const { codeUrl, expiresAt } = credential;
      const phone = sandboxUrl && `${sandboxUrl}/phone/pay?code=${encodeURIComponent(codeUrl)}`;
      return {
        kind: 'qr',
        channel,
        codeUrl,
        expiresAt: expiresAt.getTime(),
        ...(phone ? { sandboxPhoneUrl: phone } : {}),
      };
    }
    case 'redirect':
      return { kind: 'redirect', channel, url: credential.url };
    case 'prepay':
    case 'trade':
      return {
        kind: bridgeOf(channel),
        parameters: await adapter.payerParameters(account, scene, credential),
      };
  }
}
