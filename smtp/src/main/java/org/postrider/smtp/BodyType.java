package org.postrider.smtp;

/**
 * How the bytes of a message may look on their way: the {@code BODY=} of {@code MAIL FROM}, from the poorest to the richest.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6152">RFC 6152 (8BITMIME)</a>
 */
public enum BodyType {
    /** Octets from 1 to 127 in lines of at most 998: every server takes it. */
    SEVEN_BIT,
    /** Any octet but NUL, in lines of at most 998: for servers that offer {@code 8BITMIME}. */
    EIGHT_BIT_MIME,
    /** Any octet, no lines: for servers that offer {@code BINARYMIME} and {@code CHUNKING} (RFC 3030). */
    BINARY_MIME
}
