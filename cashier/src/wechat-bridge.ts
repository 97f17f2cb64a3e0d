interface Bridge {
  invoke(name: string, parameters: object, done: (answer: { err_msg?: string }) => void): void;
}

/** `unheard`: the sheet was opened, and what came of it was never said. */
export type SheetEnd = 'ok' | 'cancel' | 'fail' | 'unheard';

const READY_TIMEOUT_MS = 8_000;
const SHEET_TIMEOUT_MS = 120_000;

/**
 * Opens WeChat's own payment sheet. `ok` only says that the sheet closed contentedly: whether money
 * moved is for the server to find out.
 */
export function payInWechat(parameters: Readonly<Record<string, string>>): Promise<SheetEnd> {
  return whenReady().then((bridge) => (bridge ? openSheet(bridge, parameters) : 'fail'));
}

function openSheet(bridge: Bridge, parameters: Readonly<Record<string, string>>): Promise<SheetEnd> {
  return new Promise((resolve) => {
    // some webviews never call back; the payer must not be stuck for it
    setTimeout(() => resolve('unheard'), SHEET_TIMEOUT_MS);
    bridge.invoke('getBrandWCPayRequest', parameters, ({ err_msg: message = '' }) => {
      if (message === 'get_brand_wcpay_request:ok') resolve('ok');
      else resolve(message === 'get_brand_wcpay_request:cancel' ? 'cancel' : 'fail');
    });
  });
}

/** The bridge comes some time after the page. */
function whenReady(): Promise<Bridge | undefined> {
  return new Promise((resolve) => {
    const ready = bridgeOf();
    if (ready) return resolve(ready);
    document.addEventListener('WeixinJSBridgeReady', () => resolve(bridgeOf()));
    setTimeout(() => resolve(undefined), READY_TIMEOUT_MS);
  });
}

function bridgeOf(): Bridge | undefined {
  return (window as { WeixinJSBridge?: Bridge }).WeixinJSBridge;
}
