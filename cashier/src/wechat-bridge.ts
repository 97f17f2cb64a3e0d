interface Bridge {
  invoke(name: string, parameters: object, done: (answer: { err_msg?: string }) => void): void;
}

/**
 * Opens WeChat's own payment sheet. `ok` only says that the sheet closed contentedly: whether money
 * moved is for the server to find out.
 */
export function payInWechat(parameters: Readonly<Record<string, string>>): Promise<'ok' | 'cancel' | 'fail'> {
  return new Promise((resolve) => {
    const invoke = (bridge: Bridge) =>
      bridge.invoke('getBrandWCPayRequest', parameters, ({ err_msg: message = '' }) => {
        if (message === 'get_brand_wcpay_request:ok') resolve('ok');
        else resolve(message === 'get_brand_wcpay_request:cancel' ? 'cancel' : 'fail');
      });
    const ready = bridgeOf();
    if (ready) return invoke(ready);
    document.addEventListener(
      'WeixinJSBridgeReady',
      () => {
        const bridge = bridgeOf();
        if (bridge) invoke(bridge);
      },
      { once: true },
    );
    return undefined;
  });
}

function bridgeOf(): Bridge | undefined {
  return (window as { WeixinJSBridge?: Bridge }).WeixinJSBridge;
}
