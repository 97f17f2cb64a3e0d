import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

public class Driver {
    public static void main(String[] args) throws Exception {
        ZhixiaoPay pay = new ZhixiaoPay(args[0], args[1], args[2], args[3], args[4]);
        PrintStream out = new PrintStream(System.out, true, "UTF-8");
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            Map<String, Object> command = ZhixiaoPay.Json.object("{\"call\":" + line + "}");
            java.util.List<?> call = (java.util.List<?>) command.get("call");
            Map<String, Object> answer = new LinkedHashMap<>();
            try {
                answer.put("ok", run(pay, (String) call.get(0), call.get(1)));
            } catch (ZhixiaoPay.PayException error) {
                answer.put("refused", error.code);
                answer.put("message", error.getMessage());
            } catch (ZhixiaoPay.UnknownOutcomeException error) {
                answer.put("unknown", error.getMessage());
            } catch (IllegalArgumentException error) {
                answer.put("invalid", error.getMessage());
            }
            out.println(ZhixiaoPay.Json.write(answer));
        }
    }

    @SuppressWarnings("unchecked")
    private static Object run(ZhixiaoPay pay, String name, Object given) throws Exception {
        if (given instanceof String) {
            String text = (String) given;
            switch (name) {
                case "encrypt": return pay.encrypt(text);
                case "decrypt": return pay.decrypt(text);
                case "sign": return pay.sign(text);
                case "query": return pay.queryOrder(text);
                case "cancel": return pay.cancelOrder(text);
            }
        }
        Map<String, String> fields = (Map<String, String>) given;
        switch (name) {
            case "create": return pay.createOrder(fields);
            case "refund": return pay.refundOrder(
                fields.get("out_trade_no"), Long.parseLong(fields.get("refund_fee")), fields.get("out_refund_no"));
            default: return pay.readNotification(fields);
        }
    }
}
