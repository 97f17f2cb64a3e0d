import { type SheetEnd, throughBridge } from './wallet-bridge.ts';

interface Bridge {
  invoke(name: string, parameters: object, done: (answer: { err_msg?: string }) => void): void;
}

/** Opens WeChat's own payment sheet. */
export function payInWechat(parameters: Readonly<Record<string, string>>): Promise<SheetEnd> {
  return throughBridge<Bridge>('WeixinJSBridge', (bridge, end) => {
    bridge.invoke('getBrandWCPayRequest', parameters, ({ err_msg: message = '' }) => {
      if (message === 'get_brand_wcpay_request:ok') end('ok');
      else end(message === 'get_brand_wcpay_request:cancel' ? 'cancel' : 'fail');
    });
  });
}
