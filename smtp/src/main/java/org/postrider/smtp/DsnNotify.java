package org.postrider.smtp;

/**
 * When the sender wants to hear of a recipient's fate: the {@code NOTIFY=} of {@code RCPT TO}.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc3461#section-4.1">RFC 3461, section 4.1</a>
 */
public enum DsnNotify {
    /** Never, not even of a failure; stands alone. */
    NEVER,
    /** When it was delivered. */
    SUCCESS,
    /** When it couldn't be delivered. */
    FAILURE,
    /** When delivery takes unusually long. */
    DELAY
}
