package org.postrider.testkit;

/**
 * Something that the client did against the standard, though the server put up with it.
 *
 * @param kind which rule was broken
 * @param detail where and how, for a human
 */
public record Violation(Kind kind, String detail) {
    /** The rule that was broken. */
    public enum Kind {
        /** The client spoke before the greeting (RFC 5321, section 3.1). */
        EARLY_TALK,
        /** A command came before the reply that it had to wait for (RFC 2920, section 3.1). */
        PIPELINING,
        /** Clear text followed {@code STARTTLS} (RFC 3207, section 4.2); the server threw it away. */
        PLAINTEXT_AFTER_STARTTLS,
        /** A command line had a bare CR, a bare LF or a NUL, or was too long (RFC 5321, section 4.1.1). */
        MALFORMED_COMMAND,
        /** The message had a CR without LF (RFC 5321, section 2.3.8). */
        BARE_CR,
        /** The message had an LF without CR (RFC 5321, section 2.3.8). */
        BARE_LF,
        /** The message had a NUL byte. */
        NUL,
        /** The message had 8-bit bytes that {@code BODY} or {@code SMTPUTF8} didn't announce (RFC 6152, RFC 6531). */
        UNANNOUNCED_8BIT,
        /** The message had a line of more than 998 octets (RFC 5321, section 4.5.3.1.6). */
        LINE_TOO_LONG
    }
}
