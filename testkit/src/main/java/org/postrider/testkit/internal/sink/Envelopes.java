package org.postrider.testkit.internal.sink;

import java.util.Locale;

/** Judges the arguments of MAIL and RCPT (RFC 5321, section 4.1.2), as far as a sink that delivers nothing needs to. Stateless. */
final class Envelopes {
    private static final int FROM = "MAIL FROM:".length();
    private static final int TO = "RCPT TO:".length();

    private final SinkSettings settings;

    Envelopes(SinkSettings settings) {
        this.settings = settings;
    }

    /** {@return the reply to MAIL} */
    byte[] sender(CommandLine line) {
        int end = line.startsWith("FROM:<", 5) ? endOfPath(line, FROM) : -1;
        return end < 0 ? SinkReplies.SYNTAX : parameters(line, end);
    }

    /** {@return the reply to RCPT, which has a path that isn't empty} */
    byte[] recipient(CommandLine line) {
        int end = line.startsWith("TO:<", 5) ? endOfPath(line, TO) : -1;
        if (end < 0 || end == TO + 2) {
            return SinkReplies.SYNTAX;
        }
        return end == line.length() ? SinkReplies.RECIPIENT : SinkReplies.PARAMETER;
    }

    /** Finds what follows the closing bracket, which doesn't count within quotes; -1 if there is none. */
    private static int endOfPath(CommandLine line, int start) {
        boolean quoted = false;
        for (int i = start + 1; i < line.length(); i++) {
            int octet = line.at(i);
            if (octet == '\\' && quoted) {
                i++;
            } else if (octet == '"') {
                quoted = !quoted;
            } else if (!quoted && (octet == ' ' || octet == '<')) {
                return -1;
            } else if (!quoted && octet == '>') {
                return line.endsWord(i + 1) ? i + 1 : -1;
            }
        }
        return -1;
    }

    private byte[] parameters(CommandLine line, int start) {
        if (start == line.length()) {
            return SinkReplies.SENDER;
        }
        for (String parameter : line.from(start + 1).split(" ", -1)) {
            byte[] reply = parameter(parameter.toUpperCase(Locale.ROOT));
            if (reply != SinkReplies.SENDER) {
                return reply;
            }
        }
        return SinkReplies.SENDER;
    }

    private byte[] parameter(String parameter) {
        if (settings.isEightBit() && (parameter.equals("BODY=8BITMIME") || parameter.equals("BODY=7BIT"))) {
            return SinkReplies.SENDER;
        }
        return settings.isSizing() && parameter.startsWith("SIZE=")
                ? size(parameter.substring(5))
                : SinkReplies.PARAMETER;
    }

    /** RFC 1870, section 3: up to twenty digits. */
    private byte[] size(String digits) {
        long size = Decimal.parse(digits);
        if (size < 0) {
            return SinkReplies.SYNTAX;
        }
        return size > settings.maxSize() ? SinkReplies.TOO_LARGE : SinkReplies.SENDER;
    }
}
