package org.postrider.testkit.internal;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The argument of MAIL or RCPT (RFC 5321, section 4.1.2), read strictly.
 *
 * @param address the path without its angle brackets
 * @param parameters the parameters by keyword in upper case, in order
 */
record EnvelopeArgument(String address, Map<String, String> parameters) {
    private static final int LONGEST_LOCAL_PART = 64;
    private static final int LONGEST_DOMAIN = 255;

    EnvelopeArgument {
        parameters = Collections.unmodifiableMap(parameters);
    }

    static EnvelopeArgument parse(String argument, String keyword) throws RefusedException {
        if (!argument.regionMatches(true, 0, keyword + "<", 0, keyword.length() + 1)) {
            throw new RefusedException(501, "5.5.4 Syntax: " + keyword + "<address>");
        }
        int start = keyword.length() + 1;
        int end = endOfPath(argument, start);
        String address = argument.substring(start, end);
        checkAddress(address);
        return new EnvelopeArgument(address, parameters(argument.substring(end + 1)));
    }

    /** Finds the closing bracket, which doesn't count within quotes. */
    private static int endOfPath(String argument, int start) throws RefusedException {
        boolean isQuoted = false;
        for (int i = start; i < argument.length(); i++) {
            char c = argument.charAt(i);
            if (isQuoted && c == '\\') {
                i++;
            } else if (c == '"') {
                isQuoted = !isQuoted;
            } else if (c < ' ' || (c == ' ' && !isQuoted)) {
                break;
            } else if (!isQuoted && c == '>') {
                return i;
            }
        }
        throw new RefusedException(501, "5.1.7 Bad address syntax");
    }

    private static void checkAddress(String address) throws RefusedException {
        if (address.isEmpty() || address.equalsIgnoreCase("postmaster")) {
            return;
        }
        int at = address.lastIndexOf('@');
        boolean isGood = at > 0
                && at <= LONGEST_LOCAL_PART
                && address.length() - at - 1 <= LONGEST_DOMAIN
                && at < address.length() - 1;
        if (!isGood) {
            throw new RefusedException(501, "5.1.3 Bad address syntax");
        }
    }

    private static Map<String, String> parameters(String text) throws RefusedException {
        Map<String, String> parameters = new LinkedHashMap<>();
        int at = 0;
        while (at < text.length()) {
            int end = text.indexOf(' ', at + 1);
            end = end < 0 ? text.length() : end;
            if (text.charAt(at) != ' ' || end == at + 1) {
                throw new RefusedException(501, "5.5.4 Parameters are separated by one space each");
            }
            add(parameters, text.substring(at + 1, end));
            at = end;
        }
        return parameters;
    }

    private static void add(Map<String, String> parameters, String parameter) throws RefusedException {
        int equals = parameter.indexOf('=');
        String keyword = (equals < 0 ? parameter : parameter.substring(0, equals)).toUpperCase(Locale.ROOT);
        String value = equals < 0 ? "" : parameter.substring(equals + 1);
        if (parameters.put(keyword, value) != null) {
            throw new RefusedException(501, "5.5.4 " + keyword + " is given twice");
        }
    }

    boolean isAscii() {
        return address.chars().allMatch(c -> c < 0x80);
    }
}
