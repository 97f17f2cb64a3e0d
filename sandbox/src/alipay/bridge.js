/* The part of Alipay's AlipayJSBridge and `my` that pays, for pages opened outside Alipay. */
(() => {
  const endpoint = new URL('/phone/alipay-bridge', document.currentScript.src).href;
  const isChinese = (document.documentElement.lang || 'zh').startsWith('zh');
  const look = { title: isChinese ? '支付宝（模拟）' : 'Alipay (emulated)', brand: '#0b5fd3' };
  const RESULT_CODES = { ok: '9000', cancel: '6001', fail: '4000' };

  async function tradePay({ tradeNO = '' }) {
    const { end, message = '' } = await window.payBySheet(endpoint, { tradeNO }, look);
    return { resultCode: RESULT_CODES[end], memo: message };
  }

  window.AlipayJSBridge = {
    call(name, parameters, callback) {
      const result = name === 'tradePay' ? tradePay(parameters) : Promise.resolve({ error: 1 });
      void result.then(callback);
    },
  };
  /* A mini-program is told of every end, a cancelled one included, by success. */
  window.my = {
    tradePay({ success, complete, ...parameters }) {
      void tradePay(parameters).then((result) => {
        success?.(result);
        complete?.(result);
      });
    },
  };
  document.dispatchEvent(new Event('AlipayJSBridgeReady'));
})();
