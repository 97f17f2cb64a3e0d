import type { Call } from './call.ts';
import { keyOf, quoted } from './literals.ts';

export function java({ baseUrl, keys, interfaceName, content }: Call): string {
  return `import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URL;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

public class Call {
    static final String ID = ${quoted(keys.appId)}, SECRET = ${quoted(keys.appSecret)}, KEY = ${quoted(keyOf(keys))};

    public static void main(String[] args) throws Exception {
        byte[] plain = ${quoted(content)}.getBytes(StandardCharsets.UTF_8);
        String param = Base64.getEncoder().encodeToString(aes(Cipher.ENCRYPT_MODE, plain));
        String body = "id=" + ID + "&param=" + URLEncoder.encode(param, "UTF-8") + "&sign=" + sign(ID + param);

        HttpURLConnection call = (HttpURLConnection) new URL(${quoted(`${baseUrl}/pay_api/${interfaceName}`)}).openConnection();
        call.setConnectTimeout(15000);
        call.setReadTimeout(15000);
        call.setRequestMethod("POST");
        call.setDoOutput(true);
        call.getOutputStream().write(body.getBytes(StandardCharsets.US_ASCII));
        InputStream in = call.getResponseCode() < 400 ? call.getInputStream() : call.getErrorStream();
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] part = new byte[4096];
        for (int length = in.read(part); length >= 0; length = in.read(part)) all.write(part, 0, length);

        String answer = all.toString("UTF-8");
        String code = find(answer, "\\"ret_code\\":(-?\\\\d+)");
        String sealed = find(answer, "\\"ret_content\\":\\"([^\\"]*)\\"");
        if (!sign(code + sealed).equals(find(answer, "\\"sign\\":\\"([^\\"]*)\\""))) throw new Exception("unknown: " + sealed);
        byte[] opened = aes(Cipher.DECRYPT_MODE, Base64.getDecoder().decode(sealed));
        System.out.println(code + " " + new String(opened, StandardCharsets.UTF_8));
    }

    static byte[] aes(int mode, byte[] input) throws Exception {
        Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
        byte[] key = KEY.getBytes(StandardCharsets.US_ASCII);
        cipher.init(mode, new SecretKeySpec(key, "AES"), new IvParameterSpec(key, 0, 16));
        return cipher.doFinal(input);
    }

    static String sign(String text) throws Exception {
        StringBuilder hex = new StringBuilder();
        byte[] digest = MessageDigest.getInstance("MD5").digest((text + SECRET).getBytes(StandardCharsets.UTF_8));
        for (byte one : digest) hex.append(String.format("%02x", one));
        return hex.toString();
    }

    static String find(String text, String pattern) {
        Matcher found = Pattern.compile(pattern).matcher(text);
        return found.find() ? found.group(1) : "";
    }
}
`;
}
