package org.postrider.testkit.internal.sink;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** What the sink says, ready as octets: a sink that has to keep up with every client can't put sentences together. */
final class SinkReplies {
    static final byte[] GREETING = line("220 localhost ESMTP sink");
    static final byte[] HELLO = line("250 localhost");
    static final byte[] OK = line("250 2.0.0 Ok");
    static final byte[] SENDER = line("250 2.1.0 Ok");
    static final byte[] RECIPIENT = line("250 2.1.5 Ok");
    static final byte[] GO_AHEAD = line("354 End with <CRLF>.<CRLF>");
    static final byte[] GO_SECURE = line("220 2.0.0 Begin TLS");
    static final byte[] BYE = line("221 2.0.0 Bye");
    static final byte[] CANNOT_VERIFY = line("252 2.5.0 Send and see");
    static final byte[] UNKNOWN = line("500 5.5.2 Command not recognised");
    static final byte[] TOO_LONG = line("500 5.5.2 Line too long");
    static final byte[] SYNTAX = line("501 5.5.4 Syntax error in the argument");
    static final byte[] NOT_OFFERED = line("502 5.5.1 Not offered");
    static final byte[] SEQUENCE = line("503 5.5.1 Bad sequence of commands");
    static final byte[] NO_RECIPIENT = line("554 5.5.1 No valid recipients");
    static final byte[] TOO_LARGE = line("552 5.3.4 Message too large");
    static final byte[] PARAMETER = line("555 5.5.4 Parameter not recognised");

    private static final byte[] QUEUED = "250 2.0.0 Ok: queued as ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] DIGITS = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);

    private SinkReplies() {}

    static byte[] line(String text) {
        return (text + "\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    static byte[] lines(int code, List<String> texts) {
        StringBuilder reply = new StringBuilder();
        for (int i = 0; i < texts.size(); i++) {
            reply.append(code).append(i < texts.size() - 1 ? '-' : ' ');
            reply.append(texts.get(i)).append("\r\n");
        }
        return reply.toString().getBytes(StandardCharsets.US_ASCII);
    }

    /** Says that a message was taken, with its number in hexadecimal as its queue id. */
    static void queued(long number, Outbox out) {
        out.put(QUEUED);
        int shift = Math.max(0, (63 - Long.numberOfLeadingZeros(number)) / 4 * 4);
        for (; shift >= 0; shift -= 4) {
            out.put(DIGITS[(int) (number >>> shift) & 15]);
        }
        out.put((byte) '\r');
        out.put((byte) '\n');
    }
}
