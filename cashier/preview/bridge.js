/* Stands in for a wallet's bridge: comes a moment after the page, and answers as the scene says. */
setTimeout(() => {
  window.WeixinJSBridge = {
    invoke(_name, parameters, done) {
      setTimeout(() => done({ err_msg: `get_brand_wcpay_request:${parameters.bridge}` }), 300);
    },
  };
  const resultCodes = { ok: '9000', cancel: '6001', fail: '4000', doubtful: '8000' };
  window.AlipayJSBridge = {
    call(_name, parameters, done) {
      setTimeout(() => done({ resultCode: resultCodes[parameters.bridge] }), 300);
    },
  };
  document.dispatchEvent(new Event('WeixinJSBridgeReady'));
  document.dispatchEvent(new Event('AlipayJSBridgeReady'));
}, 200);
