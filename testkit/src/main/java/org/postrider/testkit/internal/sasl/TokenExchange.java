package org.postrider.testkit.internal.sasl;

import java.util.Map;
import org.postrider.testkit.internal.sasl.Exchange.Verdict;

/** XOAUTH2 and OAUTHBEARER (RFC 7628): fields that end in octet 1. What is wrong is told as JSON, before the refusal. */
final class TokenExchange implements Exchange {
    private final Login login;
    private boolean refused;

    TokenExchange(Login login) {
        this.login = login;
    }

    @Override
    public Verdict answer(byte[] response) {
        if (refused) {
            return Verdict.REFUSED;
        }
        Verdict verdict = check(Exchanges.text(response));
        if (verdict != Verdict.REFUSED) {
            return verdict;
        }
        refused = true;
        return new Verdict.Challenge("{\"status\":\"invalid_token\",\"scope\":\"https://mail.example.com/\"}");
    }

    private Verdict check(String text) {
        if (!text.endsWith("\1\1")) {
            return Verdict.REFUSED;
        }
        String[] fields = text.split("\1", -1);
        String token = "";
        for (String field : fields) {
            token = field.startsWith("auth=Bearer ") ? field.substring("auth=Bearer ".length()) : token;
        }
        return login.check(user(fields[0], token), token);
    }

    /** XOAUTH2 names the user; a GS2 header may, else the token tells who it is. */
    private String user(String first, String token) {
        if (login.mechanism().equals("XOAUTH2")) {
            return first.startsWith("user=") ? first.substring("user=".length()) : "";
        }
        if (first.startsWith("n,a=") && first.endsWith(",")) {
            return first.substring(4, first.length() - 1).replace("=2C", ",").replace("=3D", "=");
        }
        return login.users().entrySet().stream()
                .filter(entry -> entry.getValue().equals(token) && first.equals("n,,"))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse("");
    }
}
