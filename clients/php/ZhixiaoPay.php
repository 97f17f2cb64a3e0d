<?php
/**
 * 知校聚合支付 PHP 客户端，单文件，PHP 5.6 至 8，只需 openssl 扩展，可直接拷贝到您的系统中使用。
 *
 *     $pay = new ZhixiaoPay('https://pay.example.edu.cn', 'partner1', 'weiweixiao', 'AD42F6697B035B7580E4FEF93BE20B4D');
 *     $order = $pay->createOrder(array('body' => '宿舍电费', 'out_trade_no' => 'E1', 'total_fee' => 3000,
 *         'notify_url' => 'https://dorm.example.edu.cn/notify'));
 *     header('Location: ' . $order['url']);
 */

/** 平台已签名的拒绝：-1 当前状态不允许，-2 参数有误，-3 应用或人员已冻结（getCode）。没有发生任何变化。 */
class ZhixiaoPayError extends Exception
{
}

/** 没有得到可信的应答（超时、断线、签名不符）。操作可能已生效：请查询，或用相同的单号和参数重试。 */
class ZhixiaoUnknownOutcome extends Exception
{
}

class ZhixiaoPay
{
    private $baseUrl;
    private $appId;
    private $appSecret;
    private $aesKey;
    private $cipher;
    private $timeout;

    public function __construct($baseUrl, $appId, $appSecret, $aesKey, $cipher = 'aes-256-cbc', $timeout = 15)
    {
        $this->baseUrl = rtrim($baseUrl, '/');
        $this->appId = $appId;
        $this->appSecret = $appSecret;
        $this->aesKey = $aesKey;
        $this->cipher = $cipher;
        $this->timeout = $timeout;
    }

    /** 下单（2.1）。total_fee 的单位是分。返回 out_trade_no、order_id、url。 */
    public function createOrder(array $order)
    {
        return $this->call('order_create', $order);
    }

    /** 查询（2.2）。status：'1' 待支付，'2' 已支付，'3' 已关闭。 */
    public function queryOrder($outTradeNo)
    {
        return $this->call('order_query', array('out_trade_no' => $outTradeNo));
    }

    /** 取消（2.3）。已支付的订单会被拒绝：ZhixiaoPayError，code 为 -1。 */
    public function cancelOrder($outTradeNo)
    {
        return $this->call('order_cancel', array('out_trade_no' => $outTradeNo));
    }

    /** 退款（2.4），可分多次。重试时 out_refund_no 不变，就不会退两次。 */
    public function refundOrder($outTradeNo, $refundFee, $outRefundNo)
    {
        return $this->call('order_refund', array(
            'out_trade_no' => $outTradeNo,
            'refund_fee' => $refundFee,
            'out_refund_no' => $outRefundNo,
        ));
    }

    /** 验签并解密支付通知（2.5）。$form 一般是 $_POST。先保存，再 echo 'success'；同一通知可能重复。 */
    public function readNotification(array $form)
    {
        $form += array('id' => '', 'param' => '', 'sign' => '');
        $param = str_replace(' ', '+', $form['param']);
        if ($form['id'] !== $this->appId || !$this->isSigned($form['id'] . $param, $form['sign'])) {
            throw new InvalidArgumentException('通知的签名错误');
        }
        return $this->decode($this->decrypt($param));
    }

    public function encrypt($text)
    {
        return base64_encode(openssl_encrypt($text, $this->cipher, $this->key(), OPENSSL_RAW_DATA, $this->iv()));
    }

    public function decrypt($param)
    {
        $text = openssl_decrypt(base64_decode($param), $this->cipher, $this->key(), OPENSSL_RAW_DATA, $this->iv());
        if ($text === false) {
            throw new ZhixiaoUnknownOutcome('解密失败，请核对 aes_key 与加密算法');
        }
        return $text;
    }

    public function sign($text)
    {
        return md5($text . $this->appSecret);
    }

    // aes_key 直接按 ASCII 使用，不要用 hex2bin 解码；IV 是它的前 16 个字符
    private function key()
    {
        return $this->cipher === 'aes-128-cbc' ? $this->iv() : $this->aesKey;
    }

    private function iv()
    {
        return substr($this->aesKey, 0, 16);
    }

    private function isSigned($text, $sign)
    {
        return hash_equals($this->sign($text), strtolower((string) $sign));
    }

    private function call($name, array $content)
    {
        $param = $this->encrypt(json_encode($content, JSON_UNESCAPED_UNICODE));
        $form = array('id' => $this->appId, 'param' => $param, 'sign' => $this->sign($this->appId . $param));
        list($text, $retryAfter) = $this->send($this->baseUrl . '/pay_api/' . $name, http_build_query($form));
        $answer = json_decode($text, true);
        if (!is_array($answer) || !isset($answer['ret_code'], $answer['ret_content'], $answer['sign'])) {
            throw new ZhixiaoUnknownOutcome('应答不是 JSON');
        }
        // 先验签，再解密
        if (!$this->isSigned($answer['ret_code'] . $answer['ret_content'], $answer['sign'])) {
            throw new ZhixiaoUnknownOutcome('应答没有本应用的签名：' . $answer['ret_content']);
        }
        $plain = $this->decrypt($answer['ret_content']);
        if ($answer['ret_code'] !== 0) {
            if ($answer['ret_code'] === -1 && $retryAfter) {
                throw new ZhixiaoUnknownOutcome($plain);
            }
            throw new ZhixiaoPayError($plain, $answer['ret_code']);
        }
        $done = $this->decode($plain);
        if (!isset($done['out_trade_no']) || $done['out_trade_no'] !== (string) $content['out_trade_no']) {
            throw new ZhixiaoUnknownOutcome('应答的 out_trade_no 与请求不符');
        }
        return $done;
    }

    private function decode($json)
    {
        $content = json_decode($json, true, 32, JSON_BIGINT_AS_STRING);
        if (!is_array($content)) {
            throw new ZhixiaoUnknownOutcome('内容不是 JSON');
        }
        return $content;
    }

    private function send($url, $body)
    {
        $context = stream_context_create(array('http' => array(
            'method' => 'POST',
            'header' => 'Content-Type: application/x-www-form-urlencoded',
            'content' => $body,
            'timeout' => $this->timeout,
            'follow_location' => 0,
            'ignore_errors' => true, // 413、429、503 也带有应答
        )));
        $text = @file_get_contents($url, false, $context);
        if ($text === false) {
            throw new ZhixiaoUnknownOutcome('没有收到应答');
        }
        return array($text, (bool) preg_grep('/^Retry-After:/i', $http_response_header));
    }
}
