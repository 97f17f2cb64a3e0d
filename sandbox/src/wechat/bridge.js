/* The part of WeChat's WeixinJSBridge that pays, for pages opened outside WeChat. */
(() => {
  const endpoint = new URL('/phone/bridge', document.currentScript.src).href;
  const isChinese = (document.documentElement.lang || 'zh').startsWith('zh');
  const look = { title: isChinese ? '微信支付（模拟）' : 'WeChat Pay (emulated)', brand: '#07793a' };

  async function pay(parameters) {
    const { end, message } = await window.payBySheet(endpoint, parameters, look);
    return { err_msg: `get_brand_wcpay_request:${end}`, ...(message ? { err_desc: message } : {}) };
  }

  window.WeixinJSBridge = {
    invoke(name, parameters, callback) {
      const result =
        name === 'getBrandWCPayRequest'
          ? pay(parameters)
          : Promise.resolve({ err_msg: `${name}:fail`, err_desc: 'not emulated' });
      void result.then(callback);
    },
    on() {},
    call() {},
  };
  document.dispatchEvent(new Event('WeixinJSBridgeReady'));
})();
