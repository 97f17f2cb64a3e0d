/* Stands in for WeChat's bridge: comes a moment after the page, and answers as the scene says. */
setTimeout(() => {
  window.WeixinJSBridge = {
    invoke(_name, parameters, done) {
      setTimeout(() => done({ err_msg: `get_brand_wcpay_request:${parameters.bridge}` }), 300);
    },
  };
  document.dispatchEvent(new Event('WeixinJSBridgeReady'));
}, 200);
