package org.postrider.testkit.internal;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Which parameters MAIL and RCPT take, by the extensions that are offered, and what their values look like. */
final class ParameterRules {
    private static final Set<String> NOTIFICATIONS = Set.of("SUCCESS", "FAILURE", "DELAY");

    private static final Map<String, Rule> MAIL = Map.of(
            "SIZE", new Rule("SIZE", ParameterRules::isSize),
            "BODY",
                    new Rule(
                            "8BITMIME",
                            value -> Set.of("7BIT", "8BITMIME", "BINARYMIME").contains(upper(value))),
            "SMTPUTF8", new Rule("SMTPUTF8", String::isEmpty),
            "REQUIRETLS", new Rule("REQUIRETLS", String::isEmpty),
            "RET", new Rule("DSN", value -> Set.of("FULL", "HDRS").contains(upper(value))),
            "ENVID", new Rule("DSN", ParameterRules::isXtext),
            "AUTH", new Rule("AUTH", ParameterRules::isXtext));

    private static final Map<String, Rule> RCPT = Map.of(
            "NOTIFY", new Rule("DSN", ParameterRules::isNotify),
            "ORCPT", new Rule("DSN", ParameterRules::isOriginalRecipient));

    private record Rule(String extension, Predicate<String> isValid) {}

    private ParameterRules() {}

    static void checkMail(Map<String, String> parameters, Extensions offered) throws RefusedException {
        boolean isBinary = upper(parameters.getOrDefault("BODY", "")).equals("BINARYMIME");
        if (isBinary && !offered.has("BINARYMIME")) {
            throw new RefusedException(555, "5.5.4 BODY=BINARYMIME is not offered");
        }
        checkAll(parameters, MAIL, offered);
    }

    static void checkRcpt(Map<String, String> parameters, Extensions offered) throws RefusedException {
        checkAll(parameters, RCPT, offered);
    }

    private static void checkAll(Map<String, String> parameters, Map<String, Rule> rules, Extensions offered)
            throws RefusedException {
        for (Map.Entry<String, String> parameter : parameters.entrySet()) {
            check(rules.get(parameter.getKey()), parameter, offered);
        }
    }

    private static void check(@Nullable Rule rule, Map.Entry<String, String> parameter, Extensions offered)
            throws RefusedException {
        if (rule == null || !offered.has(rule.extension())) {
            throw new RefusedException(555, "5.5.4 " + parameter.getKey() + " is not offered");
        }
        if (!rule.isValid().test(parameter.getValue())) {
            throw new RefusedException(501, "5.5.4 Bad value of " + parameter.getKey());
        }
    }

    private static String upper(String value) {
        return value.toUpperCase(Locale.ROOT);
    }

    /** RFC 1870, section 3: up to 20 digits. (More than a long can hold is more than any limit.) */
    private static boolean isSize(String value) {
        return Ascii.isDigits(value) && value.length() <= 20;
    }

    /** RFC 3461, section 4.1: NEVER alone, or a list of the others. */
    private static boolean isNotify(String value) {
        String upper = upper(value);
        return upper.equals("NEVER") || NOTIFICATIONS.containsAll(Arrays.asList(upper.split(",", -1)));
    }

    /** RFC 3461, section 4.2; RFC 6533, section 3, for the type utf-8. */
    private static boolean isOriginalRecipient(String value) {
        int semicolon = value.indexOf(';');
        String address = value.substring(semicolon + 1);
        boolean isUtf8 = value.regionMatches(true, 0, "utf-8;", 0, 6);
        return semicolon > 0 && !address.isEmpty() && (isUtf8 || isXtext(address));
    }

    /** RFC 3461, section 4: printable ASCII, where + and = are written as + and two hexadecimal digits. */
    private static boolean isXtext(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c <= ' ' || c >= 0x7F || c == '=' || (c == '+' && !isHex(value, i + 1))) {
                return false;
            }
        }
        return !value.isEmpty();
    }

    private static boolean isHex(String value, int at) {
        return at + 2 <= value.length()
                && value.substring(at, at + 2).chars().allMatch(c -> "0123456789ABCDEF".indexOf(c) >= 0);
    }
}
