package org.postrider.smtp.internal.session;

import org.jspecify.annotations.Nullable;
import org.postrider.smtp.BodyType;

/** Writes MAIL and RCPT with the parameters that a message needs and the server offers. */
final class Envelopes {
    private final CommandLine line;

    Envelopes(CommandLine line) {
        this.line = line;
    }

    /**
     * Tells what the message needs and the server lacks, or null. Unless it prefers another one, it is sent in the poorest body type
     * that it has: a relay that had to convert a richer one would break its signatures.
     */
    static @Nullable String lacking(Capabilities server, boolean secured, Transaction message) {
        BodyType needed = message.bodyType();
        long size = message.size();
        if (message.envelope().tlsRequired() && !(secured && server.offers(Extension.REQUIRETLS))) {
            return "the message requires TLS on its whole way, and "
                    + (secured ? "the server doesn't offer REQUIRETLS (RFC 8689)" : "this connection isn't under TLS");
        }
        if (message.isInternational() && !server.offers(Extension.SMTPUTF8)) {
            return "the message has addresses or headers beyond ASCII, and the server doesn't offer SMTPUTF8 (RFC 6531)";
        }
        if (needed == BodyType.BINARY_MIME) {
            return "the message is binary, which takes BINARYMIME (RFC 3030): encode its parts in base64";
        }
        if (needed == BodyType.EIGHT_BIT_MIME && !server.offers(Extension.EIGHT_BIT_MIME)) {
            return "the message holds octets above 127, and the server doesn't offer 8BITMIME (RFC 6152)";
        }
        if (server.maximumSize() > 0 && size > server.maximumSize()) {
            return "the message has " + size + " octets, the server takes " + server.maximumSize()
                    + " (SIZE, RFC 1870)";
        }
        return null;
    }

    /** Puts MAIL on the line (RFC 5321, section 4.1.1.2). */
    void mail(Capabilities server, Transaction message) {
        line.ascii("MAIL FROM:<");
        address(message, message.envelope().reversePath());
        line.ascii(">");
        if (message.size() >= 0 && server.offers(Extension.SIZE)) {
            line.ascii(" SIZE=").number(message.size());
        }
        line.ascii(message.bodyType() == BodyType.EIGHT_BIT_MIME ? " BODY=8BITMIME" : "")
                .ascii(message.isInternational() ? " SMTPUTF8" : "")
                .ascii(message.envelope().tlsRequired() ? " REQUIRETLS" : "")
                .ascii(
                        server.offers(Extension.DSN)
                                ? Notices.ofMessage(message.envelope().dsn())
                                : "");
    }

    /** Puts RCPT on the line (RFC 5321, section 4.1.1.3). */
    void recipient(Capabilities server, Transaction message) {
        String path = message.nextRecipient();
        line.ascii("RCPT TO:<");
        address(message, path);
        line.ascii(">");
        if (server.offers(Extension.DSN)) {
            address(message, Notices.ofRecipient(message.envelope().dsn(), path));
        }
    }

    private void address(Transaction message, String text) {
        if (message.isInternational()) {
            line.international(text);
        } else {
            line.ascii(text);
        }
    }
}
