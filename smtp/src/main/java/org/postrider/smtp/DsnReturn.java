package org.postrider.smtp;

/**
 * How much of a message comes back with the notice that it couldn't be delivered: the {@code RET=} of {@code MAIL FROM}.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc3461#section-4.3">RFC 3461, section 4.3</a>
 */
public enum DsnReturn {
    /** All of it. */
    FULL,
    /** Its header only, which is enough to know which one it was. */
    HEADERS
}
