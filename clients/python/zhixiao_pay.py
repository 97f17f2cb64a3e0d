"""知校聚合支付 Python 3 客户端，单文件，可直接拷贝到您的系统中使用。

依赖：pip install cryptography（Python 标准库没有 AES）。

    pay = ZhixiaoPay('https://pay.example.edu.cn', 'partner1', 'weiweixiao', 'AD42F6697B035B7580E4FEF93BE20B4D')
    order = pay.create_order(body='宿舍电费', out_trade_no='E1', total_fee=3000,
                             notify_url='https://dorm.example.edu.cn/notify')
    print(order['url'])
"""
import base64
import hashlib
import hmac
import json
import urllib.error
import urllib.parse
import urllib.request

from cryptography.hazmat.primitives import padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes


class PayError(Exception):
    """平台已签名的拒绝：-1 当前状态不允许，-2 参数有误，-3 应用或人员已冻结。没有发生任何变化。"""

    def __init__(self, code, message):
        super().__init__(message)
        self.code = code


class UnknownOutcome(Exception):
    """没有得到可信的应答（超时、断线、签名不符）。操作可能已生效：请查询，或用相同的单号和参数重试。"""


class ZhixiaoPay:
    def __init__(self, base_url, app_id, app_secret, aes_key, cipher='aes-256-cbc', timeout=15):
        self.base_url = base_url.rstrip('/')
        self.app_id = app_id
        self.app_secret = app_secret
        # aes_key 直接按 ASCII 使用，不要做十六进制解码；IV 是它的前 16 个字符
        key = aes_key.encode('ascii')
        self.aes = Cipher(algorithms.AES(key[:16] if cipher == 'aes-128-cbc' else key), modes.CBC(key[:16]))
        self.timeout = timeout

    def create_order(self, body, out_trade_no, total_fee, notify_url, **more):
        """下单（2.1）。total_fee 的单位是分。返回 out_trade_no、order_id、url。"""
        return self._call('order_create', dict(more, body=body, out_trade_no=out_trade_no,
                                               total_fee=str(total_fee), notify_url=notify_url))

    def query_order(self, out_trade_no):
        """查询（2.2）。status：'1' 待支付，'2' 已支付，'3' 已关闭。"""
        return self._call('order_query', {'out_trade_no': out_trade_no})

    def cancel_order(self, out_trade_no):
        """取消（2.3）。已支付的订单会被拒绝：PayError，code 为 -1。"""
        return self._call('order_cancel', {'out_trade_no': out_trade_no})

    def refund_order(self, out_trade_no, refund_fee, out_refund_no):
        """退款（2.4），可分多次。重试时 out_refund_no 不变，就不会退两次。"""
        return self._call('order_refund', {'out_trade_no': out_trade_no, 'refund_fee': str(refund_fee),
                                           'out_refund_no': out_refund_no})

    def read_notification(self, form):
        """验签并解密支付通知（2.5）。form 是收到的表单字段。先保存，再应答 success；同一通知可能重复。"""
        app_id, param, sign = form.get('id', ''), form.get('param', '').replace(' ', '+'), form.get('sign', '')
        if app_id != self.app_id or not self._is_signed(app_id + param, sign):
            raise ValueError('通知的签名错误')
        return json.loads(self.decrypt(param))

    def encrypt(self, text):
        padder = padding.PKCS7(128).padder()
        padded = padder.update(text.encode('utf-8')) + padder.finalize()
        encryptor = self.aes.encryptor()
        return base64.b64encode(encryptor.update(padded) + encryptor.finalize()).decode('ascii')

    def decrypt(self, param):
        decryptor = self.aes.decryptor()
        padded = decryptor.update(base64.b64decode(param)) + decryptor.finalize()
        unpadder = padding.PKCS7(128).unpadder()
        return (unpadder.update(padded) + unpadder.finalize()).decode('utf-8')

    def sign(self, text):
        return hashlib.md5((text + self.app_secret).encode('utf-8')).hexdigest()

    def _is_signed(self, text, sign):
        return hmac.compare_digest(self.sign(text).encode(), sign.lower().encode())

    def _call(self, name, content):
        param = self.encrypt(json.dumps(content, ensure_ascii=False))
        form = {'id': self.app_id, 'param': param, 'sign': self.sign(self.app_id + param)}
        request = urllib.request.Request('%s/pay_api/%s' % (self.base_url, name),
                                         data=urllib.parse.urlencode(form).encode('ascii'))
        text, retry_after = self._send(request)
        try:
            answer = json.loads(text)
            code, sealed, sign = int(answer['ret_code']), answer['ret_content'], answer['sign']
        except (ValueError, KeyError, TypeError):
            raise UnknownOutcome('应答不是 JSON') from None
        # 先验签，再解密
        if not self._is_signed(str(code) + sealed, sign):
            raise UnknownOutcome('应答没有本应用的签名：' + sealed)
        plain = self.decrypt(sealed)
        if code == 0:
            return self._about(content, json.loads(plain))
        if code == -1 and retry_after is not None:
            raise UnknownOutcome(plain)
        raise PayError(code, plain)

    def _send(self, request):
        try:
            with urllib.request.urlopen(request, timeout=self.timeout) as response:
                return response.read(), response.headers.get('Retry-After')
        except urllib.error.HTTPError as error:  # 413、429、503 也带有应答
            return error.read(), error.headers.get('Retry-After')
        except OSError as error:
            raise UnknownOutcome('没有收到应答：%s' % error) from error

    def _about(self, asked, answer):
        if answer.get('out_trade_no') != asked['out_trade_no']:
            raise UnknownOutcome('应答的 out_trade_no 与请求不符')
        return answer
