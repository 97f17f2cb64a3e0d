// Package zhixiaopay 是知校聚合支付的 Go 客户端：单文件，只用标准库，Go 1.18 及以上，可直接拷贝到您的系统中使用。
//
//	pay, err := zhixiaopay.New("https://pay.example.edu.cn", "partner1", "weiweixiao", "AD42F6697B035B7580E4FEF93BE20B4D")
//	order, err := pay.CreateOrder(map[string]any{"body": "宿舍电费", "out_trade_no": "E1", "total_fee": 3000,
//		"notify_url": "https://dorm.example.edu.cn/notify"})
//	fmt.Println(order["url"])
package zhixiaopay

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/md5"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// PayError 是平台已签名的拒绝：-1 当前状态不允许，-2 参数有误，-3 应用或人员已冻结。没有发生任何变化。
type PayError struct {
	Code    int
	Message string
}

func (e *PayError) Error() string { return e.Message }

// UnknownOutcome 表示没有得到可信的应答（超时、断线、签名不符）。操作可能已生效：请查询，或用相同的单号和参数重试。
type UnknownOutcome struct{ Reason string }

func (e *UnknownOutcome) Error() string { return e.Reason }

// Content 是请求或应答解密后的内容，字段名与接口文档相同。
type Content = map[string]any

// Client 可供多个 goroutine 同时使用。
type Client struct {
	HTTP      *http.Client
	baseURL   string
	appID     string
	appSecret string
	block     cipher.Block
	iv        []byte
}

// New 返回使用 AES-256 的客户端；学校要求 AES-128 时，只传 aesKey 的前 16 个字符。
func New(baseURL, appID, appSecret, aesKey string) (*Client, error) {
	// aesKey 直接按 ASCII 使用，不要做十六进制解码；IV 是它的前 16 个字符
	block, err := aes.NewCipher([]byte(aesKey))
	if err != nil {
		return nil, fmt.Errorf("aesKey 长度错误：%w", err)
	}
	return &Client{
		HTTP: &http.Client{
			Timeout:       15 * time.Second,
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
		baseURL: strings.TrimRight(baseURL, "/"), appID: appID, appSecret: appSecret,
		block: block, iv: []byte(aesKey[:aes.BlockSize]),
	}, nil
}

// CreateOrder 下单（2.1）。total_fee 的单位是分。返回 out_trade_no、order_id、url。
func (c *Client) CreateOrder(order Content) (Content, error) { return c.call("order_create", order) }

// QueryOrder 查询（2.2）。status："1" 待支付，"2" 已支付，"3" 已关闭。
func (c *Client) QueryOrder(outTradeNo string) (Content, error) {
	return c.call("order_query", Content{"out_trade_no": outTradeNo})
}

// CancelOrder 取消（2.3）。已支付的订单会被拒绝：PayError，Code 为 -1。
func (c *Client) CancelOrder(outTradeNo string) (Content, error) {
	return c.call("order_cancel", Content{"out_trade_no": outTradeNo})
}

// RefundOrder 退款（2.4），可分多次。重试时 outRefundNo 不变，就不会退两次。
func (c *Client) RefundOrder(outTradeNo string, refundFee int64, outRefundNo string) (Content, error) {
	return c.call("order_refund", Content{
		"out_trade_no": outTradeNo, "refund_fee": refundFee, "out_refund_no": outRefundNo})
}

// ReadNotification 验签并解密支付通知（2.5）。form 是收到的表单。先保存，再应答 success；同一通知可能重复。
func (c *Client) ReadNotification(form url.Values) (Content, error) {
	id, param := form.Get("id"), strings.ReplaceAll(form.Get("param"), " ", "+")
	if id != c.appID || !c.isSigned(id+param, form.Get("sign")) {
		return nil, errors.New("通知的签名错误")
	}
	text, err := c.Decrypt(param)
	if err != nil {
		return nil, err
	}
	var content Content
	err = json.Unmarshal([]byte(text), &content)
	return content, err
}

// Encrypt 加密为一行 base64。
func (c *Client) Encrypt(text string) string {
	padding := aes.BlockSize - len(text)%aes.BlockSize
	plain := append([]byte(text), bytes.Repeat([]byte{byte(padding)}, padding)...)
	cipher.NewCBCEncrypter(c.block, c.iv).CryptBlocks(plain, plain)
	return base64.StdEncoding.EncodeToString(plain)
}

// Decrypt 解密 base64。请先验签，再解密。
func (c *Client) Decrypt(param string) (string, error) {
	sealed, err := base64.StdEncoding.DecodeString(param)
	if err != nil || len(sealed) == 0 || len(sealed)%aes.BlockSize != 0 {
		return "", errors.New("不是 AES 密文的 base64")
	}
	cipher.NewCBCDecrypter(c.block, c.iv).CryptBlocks(sealed, sealed)
	padding := int(sealed[len(sealed)-1])
	if padding == 0 || padding > aes.BlockSize {
		return "", errors.New("解密失败，请核对 aesKey")
	}
	for _, one := range sealed[len(sealed)-padding:] {
		if int(one) != padding {
			return "", errors.New("解密失败，请核对 aesKey")
		}
	}
	return string(sealed[:len(sealed)-padding]), nil
}

// Sign 是 text + appsecret 的 MD5，小写十六进制。
func (c *Client) Sign(text string) string {
	sum := md5.Sum([]byte(text + c.appSecret))
	return hex.EncodeToString(sum[:])
}

func (c *Client) isSigned(text, sign string) bool {
	return subtle.ConstantTimeCompare([]byte(c.Sign(text)), []byte(strings.ToLower(sign))) == 1
}

func (c *Client) call(name string, content Content) (Content, error) {
	plain, err := json.Marshal(content)
	if err != nil {
		return nil, err
	}
	param := c.Encrypt(string(plain))
	form := url.Values{"id": {c.appID}, "param": {param}, "sign": {c.Sign(c.appID + param)}}
	response, err := c.HTTP.PostForm(c.baseURL+"/pay_api/"+name, form)
	if err != nil {
		return nil, &UnknownOutcome{"没有收到应答：" + err.Error()}
	}
	defer response.Body.Close()
	// 413、429、503 也带有应答
	body, err := io.ReadAll(io.LimitReader(response.Body, 1<<20))
	if err != nil {
		return nil, &UnknownOutcome{"应答不完整：" + err.Error()}
	}
	var answer struct {
		Code    json.Number `json:"ret_code"`
		Content string      `json:"ret_content"`
		Sign    string      `json:"sign"`
	}
	if json.Unmarshal(body, &answer) != nil {
		return nil, &UnknownOutcome{"应答不是 JSON"}
	}
	// 先验签，再解密
	if !c.isSigned(answer.Code.String()+answer.Content, answer.Sign) {
		return nil, &UnknownOutcome{"应答没有本应用的签名：" + answer.Content}
	}
	text, err := c.Decrypt(answer.Content)
	if err != nil {
		return nil, &UnknownOutcome{err.Error()}
	}
	if code, _ := answer.Code.Int64(); code != 0 {
		if code == -1 && response.Header.Get("Retry-After") != "" {
			return nil, &UnknownOutcome{text}
		}
		return nil, &PayError{int(code), text}
	}
	var done Content
	if json.Unmarshal([]byte(text), &done) != nil || done["out_trade_no"] != fmt.Sprint(content["out_trade_no"]) {
		return nil, &UnknownOutcome{"应答的 out_trade_no 与请求不符"}
	}
	return done, nil
}
