import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URL;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * 知校聚合支付 Java 客户端，单文件，Java 8 及以上，不依赖 JDK 以外的库，可直接拷贝到您的系统中使用。
 *
 * <pre>
 * ZhixiaoPay pay = new ZhixiaoPay("https://pay.example.edu.cn", "partner1", "weiweixiao", "AD42F6697B035B7580E4FEF93BE20B4D");
 * Map&lt;String, Object&gt; order = new LinkedHashMap&lt;&gt;();
 * order.put("body", "宿舍电费");
 * order.put("out_trade_no", "E1");
 * order.put("total_fee", 3000); // 分
 * order.put("notify_url", "https://dorm.example.edu.cn/notify");
 * String url = (String) pay.createOrder(order).get("url");
 * </pre>
 */
public class ZhixiaoPay {
    /** 平台已签名的拒绝：-1 当前状态不允许，-2 参数有误，-3 应用或人员已冻结。没有发生任何变化。 */
    public static class PayException extends Exception {
        public final int code;

        PayException(int code, String message) {
            super(message);
            this.code = code;
        }
    }

    /** 没有得到可信的应答（超时、断线、签名不符）。操作可能已生效：请查询，或用相同的单号和参数重试。 */
    public static class UnknownOutcomeException extends IOException {
        UnknownOutcomeException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    private final String baseUrl;
    private final String appId;
    private final String appSecret;
    private final SecretKeySpec key;
    private final IvParameterSpec iv;
    private int timeoutMs = 15_000;

    public ZhixiaoPay(String baseUrl, String appId, String appSecret, String aesKey) {
        this(baseUrl, appId, appSecret, aesKey, "aes-256-cbc");
    }

    public ZhixiaoPay(String baseUrl, String appId, String appSecret, String aesKey, String cipher) {
        this.baseUrl = baseUrl.replaceAll("/+$", "");
        this.appId = appId;
        this.appSecret = appSecret;
        // aes_key 直接按 ASCII 使用，不要做十六进制解码；IV 是它的前 16 个字符
        byte[] whole = aesKey.getBytes(StandardCharsets.US_ASCII);
        byte[] first16 = Arrays.copyOf(whole, 16);
        this.key = new SecretKeySpec(cipher.equals("aes-128-cbc") ? first16 : whole, "AES");
        this.iv = new IvParameterSpec(first16);
    }

    public void setTimeoutMs(int timeoutMs) {
        this.timeoutMs = timeoutMs;
    }

    /** 下单（2.1）。total_fee 的单位是分。返回 out_trade_no、order_id、url。 */
    public Map<String, Object> createOrder(Map<String, ?> order) throws PayException, IOException {
        return call("order_create", order);
    }

    /** 查询（2.2）。status："1" 待支付，"2" 已支付，"3" 已关闭。 */
    public Map<String, Object> queryOrder(String outTradeNo) throws PayException, IOException {
        return call("order_query", content("out_trade_no", outTradeNo));
    }

    /** 取消（2.3）。已支付的订单会被拒绝：PayException，code 为 -1。 */
    public Map<String, Object> cancelOrder(String outTradeNo) throws PayException, IOException {
        return call("order_cancel", content("out_trade_no", outTradeNo));
    }

    /** 退款（2.4），可分多次。重试时 outRefundNo 不变，就不会退两次。 */
    public Map<String, Object> refundOrder(String outTradeNo, long refundFee, String outRefundNo)
            throws PayException, IOException {
        return call("order_refund", content(
                "out_trade_no", outTradeNo, "refund_fee", refundFee, "out_refund_no", outRefundNo));
    }

    /** 验签并解密支付通知（2.5）。form 是收到的表单字段。先保存，再应答 success；同一通知可能重复。 */
    public Map<String, Object> readNotification(Map<String, String> form) throws IOException {
        String id = form.getOrDefault("id", "");
        String param = form.getOrDefault("param", "").replace(' ', '+');
        if (!id.equals(appId) || !isSigned(id + param, form.getOrDefault("sign", ""))) {
            throw new IllegalArgumentException("通知的签名错误");
        }
        return Json.object(decrypt(param));
    }

    public String encrypt(String text) {
        byte[] sealed = aes(Cipher.ENCRYPT_MODE, text.getBytes(StandardCharsets.UTF_8));
        return Base64.getEncoder().encodeToString(sealed);
    }

    public String decrypt(String param) {
        return new String(aes(Cipher.DECRYPT_MODE, Base64.getMimeDecoder().decode(param)), StandardCharsets.UTF_8);
    }

    public String sign(String text) {
        try {
            MessageDigest md5 = MessageDigest.getInstance("MD5");
            StringBuilder hex = new StringBuilder();
            for (byte one : md5.digest((text + appSecret).getBytes(StandardCharsets.UTF_8))) {
                hex.append(String.format("%02x", one));
            }
            return hex.toString();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private boolean isSigned(String text, String sign) {
        return MessageDigest.isEqual(sign(text).getBytes(StandardCharsets.UTF_8),
                sign.toLowerCase().getBytes(StandardCharsets.UTF_8));
    }

    private byte[] aes(int mode, byte[] input) {
        try {
            // 块长 16 字节时，PKCS5Padding 就是 PKCS#7
            Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
            cipher.init(mode, key, iv);
            return cipher.doFinal(input);
        } catch (GeneralSecurityException error) {
            throw new IllegalArgumentException("解密失败，请核对 aes_key 与加密算法", error);
        }
    }

    private Map<String, Object> call(String name, Map<String, ?> content) throws PayException, IOException {
        String param = encrypt(Json.write(content));
        String body = "id=" + escape(appId) + "&param=" + escape(param) + "&sign=" + sign(appId + param);
        HttpURLConnection connection = (HttpURLConnection) new URL(baseUrl + "/pay_api/" + name).openConnection();
        String text;
        try {
            text = send(connection, body);
        } catch (IOException error) {
            throw new UnknownOutcomeException("没有收到应答：" + error.getMessage(), error);
        }
        Map<String, Object> answer;
        try {
            answer = Json.object(text);
        } catch (RuntimeException error) {
            throw new UnknownOutcomeException("应答不是 JSON", error);
        }
        String code = String.valueOf(answer.get("ret_code"));
        String sealed = String.valueOf(answer.get("ret_content"));
        // 先验签，再解密
        if (!isSigned(code + sealed, String.valueOf(answer.get("sign")))) {
            throw new UnknownOutcomeException("应答没有本应用的签名：" + sealed, null);
        }
        String plain = decrypt(sealed);
        if (!code.equals("0")) {
            if (code.equals("-1") && connection.getHeaderField("Retry-After") != null) {
                throw new UnknownOutcomeException(plain, null);
            }
            throw new PayException(Integer.parseInt(code), plain);
        }
        Map<String, Object> done = Json.object(plain);
        if (!String.valueOf(content.get("out_trade_no")).equals(done.get("out_trade_no"))) {
            throw new UnknownOutcomeException("应答的 out_trade_no 与请求不符", null);
        }
        return done;
    }

    private String send(HttpURLConnection connection, String body) throws IOException {
        connection.setConnectTimeout(timeoutMs);
        connection.setReadTimeout(timeoutMs);
        connection.setInstanceFollowRedirects(false);
        connection.setRequestMethod("POST");
        connection.setDoOutput(true);
        connection.setRequestProperty("Content-Type", "application/x-www-form-urlencoded");
        connection.getOutputStream().write(body.getBytes(StandardCharsets.US_ASCII));
        boolean isError = connection.getResponseCode() >= 400; // 413、429、503 也带有应答
        try (InputStream in = isError ? connection.getErrorStream() : connection.getInputStream()) {
            if (in == null) throw new IOException("HTTP " + connection.getResponseCode());
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            byte[] part = new byte[4096];
            for (int length = in.read(part); length >= 0; length = in.read(part)) all.write(part, 0, length);
            return all.toString("UTF-8");
        }
    }

    private static String escape(String text) throws IOException {
        return URLEncoder.encode(text, "UTF-8");
    }

    private static Map<String, Object> content(Object... namesAndValues) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) map.put((String) namesAndValues[i], namesAndValues[i + 1]);
        return map;
    }

    /** 仅供本客户端使用的 JSON 读写；您的系统若已有 JSON 库，可以换成它。数字按原文保留为字符串。 */
    static final class Json {
        private final String text;
        private int at;

        private Json(String text) {
            this.text = text;
        }

        static Map<String, Object> object(String text) {
            Json json = new Json(text);
            Object value = json.value();
            json.space();
            if (json.at != text.length() || !(value instanceof Map)) throw new IllegalArgumentException("不是 JSON 对象");
            @SuppressWarnings("unchecked")
            Map<String, Object> map = (Map<String, Object>) value;
            return map;
        }

        static String write(Object value) {
            if (value instanceof Map) {
                StringBuilder out = new StringBuilder("{");
                for (Map.Entry<?, ?> entry : ((Map<?, ?>) value).entrySet()) {
                    if (out.length() > 1) out.append(',');
                    out.append(quote(String.valueOf(entry.getKey()))).append(':').append(write(entry.getValue()));
                }
                return out.append('}').toString();
            }
            if (value == null || value instanceof Number || value instanceof Boolean) return String.valueOf(value);
            return quote(String.valueOf(value));
        }

        private static String quote(String text) {
            StringBuilder out = new StringBuilder("\"");
            for (char c : text.toCharArray()) {
                if (c == '"' || c == '\\') out.append('\\').append(c);
                else if (c < 0x20) out.append(String.format("\\u%04x", (int) c));
                else out.append(c);
            }
            return out.append('"').toString();
        }

        private Object value() {
            space();
            char c = peek();
            if (c == '{') return map();
            if (c == '[') return list();
            if (c == '"') return string();
            int start = at;
            while (at < text.length() && "+-.0123456789Eeaflnrstu".indexOf(text.charAt(at)) >= 0) at++;
            String word = text.substring(start, at);
            if (word.isEmpty()) throw new IllegalArgumentException("不是 JSON");
            return word.equals("null") ? null : word;
        }

        private Map<String, Object> map() {
            Map<String, Object> map = new LinkedHashMap<>();
            at++;
            for (space(); peek() != '}'; space()) {
                if (!map.isEmpty()) expect(',');
                space();
                String name = string();
                space();
                expect(':');
                map.put(name, value());
            }
            at++;
            return map;
        }

        private List<Object> list() {
            List<Object> list = new ArrayList<>();
            at++;
            for (space(); peek() != ']'; space()) {
                if (!list.isEmpty()) expect(',');
                list.add(value());
            }
            at++;
            return list;
        }

        private String string() {
            expect('"');
            StringBuilder out = new StringBuilder();
            for (char c = next(); c != '"'; c = next()) {
                if (c != '\\') {
                    out.append(c);
                    continue;
                }
                char escaped = next();
                int known = "bfnrt".indexOf(escaped);
                if (escaped == 'u') {
                    out.append((char) Integer.parseInt(text.substring(at, at + 4), 16));
                    at += 4;
                } else {
                    out.append(known < 0 ? escaped : "\b\f\n\r\t".charAt(known));
                }
            }
            return out.toString();
        }

        private void space() {
            while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) at++;
        }

        private char peek() {
            if (at >= text.length()) throw new IllegalArgumentException("不是完整的 JSON");
            return text.charAt(at);
        }

        private char next() {
            char c = peek();
            at++;
            return c;
        }

        private void expect(char wanted) {
            if (next() != wanted) throw new IllegalArgumentException("不是 JSON：应为 " + wanted);
        }
    }
}
