using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Threading.Tasks;

/// <summary>平台已签名的拒绝：-1 当前状态不允许，-2 参数有误，-3 应用或人员已冻结。没有发生任何变化。</summary>
public sealed class ZhixiaoPayException : Exception
{
    public int Code { get; }

    public ZhixiaoPayException(int code, string message) : base(message) => Code = code;
}

/// <summary>没有得到可信的应答（超时、断线、签名不符）。操作可能已生效：请查询，或用相同的单号和参数重试。</summary>
public sealed class UnknownOutcomeException : Exception
{
    public UnknownOutcomeException(string message, Exception cause = null) : base(message, cause) { }
}

/// <summary>
/// 知校聚合支付 C# 客户端：单文件，.NET Core 3.1 及以上，不依赖其他库，可直接拷贝到您的系统中使用。
/// <code>
/// var pay = new ZhixiaoPay("https://pay.example.edu.cn", "partner1", "weiweixiao", "AD42F6697B035B7580E4FEF93BE20B4D");
/// var order = await pay.CreateOrder(new Dictionary&lt;string, object&gt; {
///     ["body"] = "宿舍电费", ["out_trade_no"] = "E1", ["total_fee"] = 3000,
///     ["notify_url"] = "https://dorm.example.edu.cn/notify" });
/// Console.WriteLine(order["url"]);
/// </code>
/// </summary>
public sealed class ZhixiaoPay
{
    private static readonly HttpClient Http =
        new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { Timeout = TimeSpan.FromSeconds(15) };

    private readonly string baseUrl;
    private readonly string appId;
    private readonly string appSecret;
    private readonly byte[] key;
    private readonly byte[] iv;

    public ZhixiaoPay(string baseUrl, string appId, string appSecret, string aesKey, string cipher = "aes-256-cbc")
    {
        this.baseUrl = baseUrl.TrimEnd('/');
        this.appId = appId;
        this.appSecret = appSecret;
        // aesKey 直接按 ASCII 使用，不要做十六进制解码；IV 是它的前 16 个字符
        var whole = Encoding.ASCII.GetBytes(aesKey);
        iv = whole.Take(16).ToArray();
        key = cipher == "aes-128-cbc" ? iv : whole;
    }

    /// <summary>下单（2.1）。total_fee 的单位是分。返回 out_trade_no、order_id、url。</summary>
    public Task<Dictionary<string, string>> CreateOrder(IDictionary<string, object> order) => Call("order_create", order);

    /// <summary>查询（2.2）。status："1" 待支付，"2" 已支付，"3" 已关闭。</summary>
    public Task<Dictionary<string, string>> QueryOrder(string outTradeNo) =>
        Call("order_query", new Dictionary<string, object> { ["out_trade_no"] = outTradeNo });

    /// <summary>取消（2.3）。已支付的订单会被拒绝：ZhixiaoPayException，Code 为 -1。</summary>
    public Task<Dictionary<string, string>> CancelOrder(string outTradeNo) =>
        Call("order_cancel", new Dictionary<string, object> { ["out_trade_no"] = outTradeNo });

    /// <summary>退款（2.4），可分多次。重试时 outRefundNo 不变，就不会退两次。</summary>
    public Task<Dictionary<string, string>> RefundOrder(string outTradeNo, long refundFee, string outRefundNo) =>
        Call("order_refund", new Dictionary<string, object>
        {
            ["out_trade_no"] = outTradeNo, ["refund_fee"] = refundFee, ["out_refund_no"] = outRefundNo,
        });

    /// <summary>验签并解密支付通知（2.5）。form 是收到的表单字段。先保存，再应答 success；同一通知可能重复。</summary>
    public Dictionary<string, string> ReadNotification(IReadOnlyDictionary<string, string> form)
    {
        string Field(string name) => form.TryGetValue(name, out var value) ? value : "";
        var param = Field("param").Replace(' ', '+');
        if (Field("id") != appId || !IsSigned(appId + param, Field("sign")))
            throw new ArgumentException("通知的签名错误");
        return Read(Decrypt(param));
    }

    public string Encrypt(string text)
    {
        using var aes = NewAes();
        using var encryptor = aes.CreateEncryptor();
        var plain = Encoding.UTF8.GetBytes(text);
        return Convert.ToBase64String(encryptor.TransformFinalBlock(plain, 0, plain.Length));
    }

    public string Decrypt(string param)
    {
        using var aes = NewAes();
        using var decryptor = aes.CreateDecryptor();
        var sealedBytes = Convert.FromBase64String(param);
        return Encoding.UTF8.GetString(decryptor.TransformFinalBlock(sealedBytes, 0, sealedBytes.Length));
    }

    public string Sign(string text)
    {
        using var md5 = MD5.Create();
        return string.Concat(md5.ComputeHash(Encoding.UTF8.GetBytes(text + appSecret)).Select(one => one.ToString("x2")));
    }

    private Aes NewAes()
    {
        var aes = Aes.Create();
        aes.Mode = CipherMode.CBC;
        aes.Padding = PaddingMode.PKCS7;
        aes.Key = key;
        aes.IV = iv;
        return aes;
    }

    private bool IsSigned(string text, string sign) =>
        CryptographicOperations.FixedTimeEquals(
            Encoding.UTF8.GetBytes(Sign(text)), Encoding.UTF8.GetBytes((sign ?? "").ToLowerInvariant()));

    private async Task<Dictionary<string, string>> Call(string name, IDictionary<string, object> content)
    {
        var param = Encrypt(JsonSerializer.Serialize(content));
        var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["id"] = appId, ["param"] = param, ["sign"] = Sign(appId + param),
        });
        var (text, mayRetry) = await Send(baseUrl + "/pay_api/" + name, form);
        int code;
        string sealedText, sign;
        try
        {
            using var answer = JsonDocument.Parse(text);
            code = answer.RootElement.GetProperty("ret_code").GetInt32();
            sealedText = answer.RootElement.GetProperty("ret_content").GetString();
            sign = answer.RootElement.GetProperty("sign").GetString();
        }
        catch (Exception cause)
        {
            throw new UnknownOutcomeException("应答不是 JSON", cause);
        }
        // 先验签，再解密
        if (!IsSigned(code + sealedText, sign))
            throw new UnknownOutcomeException("应答没有本应用的签名：" + sealedText);
        var plain = Decrypt(sealedText);
        if (code == -1 && mayRetry) throw new UnknownOutcomeException(plain);
        if (code != 0) throw new ZhixiaoPayException(code, plain);
        var done = Read(plain);
        if (!done.TryGetValue("out_trade_no", out var about) || about != Convert.ToString(content["out_trade_no"]))
            throw new UnknownOutcomeException("应答的 out_trade_no 与请求不符");
        return done;
    }

    private static async Task<(string Text, bool MayRetry)> Send(string url, HttpContent body)
    {
        try
        {
            using var response = await Http.PostAsync(url, body);
            // 413、429、503 也带有应答
            return (await response.Content.ReadAsStringAsync(), response.Headers.RetryAfter != null);
        }
        catch (Exception cause) when (cause is HttpRequestException || cause is TaskCanceledException)
        {
            throw new UnknownOutcomeException("没有收到应答：" + cause.Message, cause);
        }
    }

    /// <summary>文本字段取其文字，其他取 JSON 原文。</summary>
    private static Dictionary<string, string> Read(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.EnumerateObject().ToDictionary(
            field => field.Name,
            field => field.Value.ValueKind == JsonValueKind.String ? field.Value.GetString() : field.Value.GetRawText());
    }
}
