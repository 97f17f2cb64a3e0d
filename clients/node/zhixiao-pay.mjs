/**
 * 知校聚合支付 Node.js 客户端（不使用 SDK），单文件，无依赖，Node 18 及以上，可直接拷贝到您的系统中使用。
 *
 *     const pay = new ZhixiaoPay({ baseUrl, appId, appSecret, aesKey });
 *     const order = await pay.createOrder({ body: '宿舍电费', out_trade_no: 'E1', total_fee: '3000',
 *       notify_url: 'https://dorm.example.edu.cn/notify' });
 *     console.log(order.url);
 */
import { createCipheriv, createDecipheriv, createHash, timingSafeEqual } from 'node:crypto';

/** 平台已签名的拒绝：-1 当前状态不允许，-2 参数有误，-3 应用或人员已冻结。没有发生任何变化。 */
export class PayError extends Error {
  constructor(code, message) {
    super(message);
    this.code = code;
  }
}

/** 没有得到可信的应答（超时、断线、签名不符）。操作可能已生效：请查询，或用相同的单号和参数重试。 */
export class UnknownOutcome extends Error {}

export class ZhixiaoPay {
  constructor({ baseUrl, appId, appSecret, aesKey, cipher = 'aes-256-cbc', timeoutMs = 15_000 }) {
    this.baseUrl = baseUrl.replace(/\/+$/, '');
    this.appId = appId;
    this.appSecret = appSecret;
    // aesKey 直接按 ASCII 使用，不要做十六进制解码；IV 是它的前 16 个字符
    const key = Buffer.from(aesKey, 'ascii');
    this.iv = key.subarray(0, 16);
    this.key = cipher === 'aes-128-cbc' ? this.iv : key;
    this.cipher = cipher;
    this.timeoutMs = timeoutMs;
  }

  /** 下单（2.1）。total_fee 的单位是分。返回 out_trade_no、order_id、url。 */
  createOrder(order) {
    return this.#call('order_create', { ...order, total_fee: String(order.total_fee) });
  }

  /** 查询（2.2）。status：'1' 待支付，'2' 已支付，'3' 已关闭。 */
  queryOrder(out_trade_no) {
    return this.#call('order_query', { out_trade_no });
  }

  /** 取消（2.3）。已支付的订单会被拒绝：PayError，code 为 -1。 */
  cancelOrder(out_trade_no) {
    return this.#call('order_cancel', { out_trade_no });
  }

  /** 退款（2.4），可分多次。重试时 out_refund_no 不变，就不会退两次。 */
  refundOrder({ out_trade_no, refund_fee, out_refund_no }) {
    return this.#call('order_refund', { out_trade_no, refund_fee: String(refund_fee), out_refund_no });
  }

  /** 验签并解密支付通知（2.5）。form 是收到的表单字段。先保存，再应答 success；同一通知可能重复。 */
  readNotification({ id = '', param = '', sign = '' }) {
    const sealed = param.replaceAll(' ', '+');
    if (id !== this.appId || !this.#isSigned(id + sealed, sign)) throw new Error('通知的签名错误');
    return JSON.parse(this.decrypt(sealed));
  }

  encrypt(text) {
    const aes = createCipheriv(this.cipher, this.key, this.iv);
    return Buffer.concat([aes.update(text, 'utf8'), aes.final()]).toString('base64');
  }

  decrypt(param) {
    const aes = createDecipheriv(this.cipher, this.key, this.iv);
    return Buffer.concat([aes.update(param, 'base64'), aes.final()]).toString('utf8');
  }

  sign(text) {
    return createHash('md5')
      .update(text + this.appSecret, 'utf8')
      .digest('hex');
  }

  #isSigned(text, sign) {
    const [expected, given] = [this.sign(text), sign.toLowerCase()].map((hex) => Buffer.from(hex));
    return expected.length === given.length && timingSafeEqual(expected, given);
  }

  async #call(name, content) {
    const param = this.encrypt(JSON.stringify(content));
    const body = new URLSearchParams({ id: this.appId, param, sign: this.sign(this.appId + param) });
    const { text, retryAfter } = await this.#send(`${this.baseUrl}/pay_api/${name}`, body);
    let answer;
    try {
      answer = JSON.parse(text);
    } catch {
      throw new UnknownOutcome('应答不是 JSON');
    }
    const { ret_code, ret_content, sign } = answer;
    // 先验签，再解密
    if (!this.#isSigned(`${ret_code}${ret_content}`, String(sign))) {
      throw new UnknownOutcome(`应答没有本应用的签名：${ret_content}`);
    }
    const plain = this.decrypt(ret_content);
    if (ret_code !== 0) {
      if (ret_code === -1 && retryAfter !== null) throw new UnknownOutcome(plain);
      throw new PayError(ret_code, plain);
    }
    const done = JSON.parse(plain);
    if (done.out_trade_no !== content.out_trade_no)
      throw new UnknownOutcome('应答的 out_trade_no 与请求不符');
    return done;
  }

  async #send(url, body) {
    try {
      const response = await fetch(url, {
        method: 'POST',
        body,
        redirect: 'manual',
        signal: AbortSignal.timeout(this.timeoutMs),
      });
      // 413、429、503 也带有应答
      return { text: await response.text(), retryAfter: response.headers.get('retry-after') };
    } catch (cause) {
      throw new UnknownOutcome(`没有收到应答：${cause.message}`, { cause });
    }
  }
}
