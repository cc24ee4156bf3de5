package org.postrider.mime;

/**
 * The text is not what it has to be: a malformed mail address, media type or date.
 *
 * <p>Re-expresses {@code System.FormatException}. The message says what is wrong and how to mend it.
 */
public class FormatException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    /**
     * Says what is malformed.
     *
     * @param message what is wrong, and the mend
     */
    public FormatException(String message) {
        super(message);
    }

    /**
     * Says what is malformed, and what found it.
     *
     * @param message what is wrong, and the mend
     * @param cause the finding
     */
    public FormatException(String message, Throwable cause) {
        super(message, cause);
    }
}
