package org.postrider.cli;

import org.jspecify.annotations.Nullable;

/**
 * Which server is meant: a host, and a port if one was named.
 *
 * @param option what to call it when it is wrong
 * @param host a name or an address, or a URL that says all
 * @param port its port, or null for the usual one
 */
record Target(String option, String host, @Nullable Integer port) {
    /** Reads {@code HOST[:PORT]}; an IPv6 address with a port stands in brackets, as in URLs. A URL stays as it is. */
    static Target parse(String option, String text) {
        if (text.contains("://")) {
            return new Target(option, text, null);
        }
        if (text.startsWith("[")) {
            return bracketed(option, text);
        }
        int colon = text.indexOf(':');
        boolean named = colon >= 0 && colon == text.lastIndexOf(':'); // More than one are an address without a port.
        return named
                ? new Target(option, text.substring(0, colon), port(option, text.substring(colon + 1)))
                : new Target(option, text, null);
    }

    private static Target bracketed(String option, String text) {
        int end = text.indexOf(']');
        if (end < 0) {
            throw new UsageException(option + ": the bracket is left open in '" + text + "'");
        }
        String host = text.substring(1, end);
        String rest = text.substring(end + 1);
        if (rest.isEmpty()) {
            return new Target(option, host, null);
        }
        if (!rest.startsWith(":")) {
            throw new UsageException(option + ": behind the address comes :PORT or nothing, this is '" + rest + "'");
        }
        return new Target(option, host, port(option, rest.substring(1)));
    }

    private static int port(String option, String text) {
        boolean number = !text.isEmpty() && text.length() <= 5 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        int port = number ? Integer.parseInt(text) : 0;
        if (port < 1 || port > 65535) {
            throw new UsageException(option + ": the port is a number from 1 to 65535, this is '" + text + "'");
        }
        return port;
    }
}
