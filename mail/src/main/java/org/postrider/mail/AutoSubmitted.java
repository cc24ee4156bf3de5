package org.postrider.mail;

/**
 * Whether a person or a program wrote a message, so that programs don't answer each other for ever (RFC 3834, 5).
 *
 * <p>{@linkplain MessageFields#setAutoSubmitted Set} on whatever a program sends by itself, it also keeps absence notes from coming back.
 */
public enum AutoSubmitted {
    /** A person wrote it, by a program that says so. */
    NO("no"),
    /** A program wrote it of its own accord: a report, a reminder. */
    AUTO_GENERATED("auto-generated"),
    /** A program wrote it in answer to a message: an absence note, a receipt. */
    AUTO_REPLIED("auto-replied"),
    /** A program wrote it because of another message that arrived (RFC 5436, 2.7.1). */
    AUTO_NOTIFIED("auto-notified");

    private final String token;

    AutoSubmitted(String token) {
        this.token = token;
    }

    /**
     * Gives the word that the header field holds.
     *
     * @return for instance {@code auto-replied}
     */
    public String token() {
        return token;
    }
}
