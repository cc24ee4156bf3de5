package org.postrider.mime.internal;

/**
 * A text that was looked at once, when somebody set it, so that it needn't be looked at again when it is written.
 *
 * @param text the text, without half characters
 * @param plain whether it is ASCII in lines that any server takes
 */
public record CheckedText(String text, boolean plain) {
    /** No text. */
    public static final CheckedText EMPTY = new CheckedText("", true);

    /**
     * Looks at a text.
     *
     * @param text the text of somebody's
     * @param what what it is, for the message: {@code "The body"}
     * @return the text, and what is known of it
     * @throws IllegalArgumentException if it holds half a character
     */
    public static CheckedText of(String text, String what) {
        boolean plain = PlainText.isPlain(text);
        return new CheckedText(plain ? text : Texts.requireText(text, what), plain);
    }
}
