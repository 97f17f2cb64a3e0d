import { type SheetEnd, throughBridge } from './wallet-bridge.ts';

interface Bridge {
  call(name: string, parameters: object, done: (answer: { resultCode?: string | number }) => void): void;
}

/** Opens Alipay's own payment sheet. */
export function payInAlipay(parameters: Readonly<Record<string, string>>): Promise<SheetEnd> {
  return throughBridge<Bridge>('AlipayJSBridge', (bridge, end) => {
    bridge.call('tradePay', parameters, ({ resultCode = '' }) => end(ENDS[resultCode] ?? 'no_answer'));
  });
}

/** All other codes leave it open: 8000 and 6004 being processed, 6002 network, 5000 asked twice. */
const ENDS: Readonly<Record<string, SheetEnd>> = { 9000: 'ok', 6001: 'cancel', 4000: 'fail' };
