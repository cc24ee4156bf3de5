package org.postrider.mime.internal;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A text as a part of a message holds it, and the charset that says so.
 *
 * @param source its octets; those of ASCII text in ordinary lines are never made, but read from the text
 * @param inBase64 its octets for base64, with a last line break that otherwise is the end of the message
 * @param charset what they are written in
 */
public record TextContent(ContentSource source, ContentSource inBase64, Charset charset) {
    private static final int BREAK = 2;

    private TextContent(ContentSource source, Charset charset) {
        this(source, source, charset);
    }

    /**
     * Keeps a text character by character, as a file has it.
     *
     * @param text any text without half characters
     * @param wanted the charset to use if it knows all characters; null chooses US-ASCII or UTF-8
     * @return the text in a charset that carries it
     */
    public static TextContent verbatim(String text, @Nullable Charset wanted) {
        return encoded(text, Texts.charsetFor(text, wanted));
    }

    /**
     * Makes a text one that readers show in place: lines end in CR LF, and the charset is an extension of ASCII in its line breaks.
     *
     * @param text any text
     * @param wanted the charset to use if it can; null chooses US-ASCII or UTF-8
     * @return the text in a charset that carries it
     */
    public static TextContent inline(CheckedText text, @Nullable Charset wanted) {
        return text.plain()
                ? new TextContent(PlainText.of(text), ascii(wanted))
                : canonical(Texts.canonical(text.text()), wanted);
    }

    /**
     * Makes a text the only part of a message: as {@link #inline}, but its last line break is the one that ends every message. Base64
     * holds one of its own.
     *
     * @param text any text
     * @param wanted the charset to use if it can; null chooses US-ASCII or UTF-8
     * @return the text in a charset that carries it
     */
    public static TextContent whole(CheckedText text, @Nullable Charset wanted) {
        TextContent inline = inline(text, wanted);
        return text.text().endsWith("\n") || text.text().endsWith("\r") ? inline.withoutLastBreak() : inline;
    }

    private TextContent withoutLastBreak() {
        int count = (int) source.size() - BREAK;
        ContentSource shorter =
                source instanceof PlainText plain ? plain.first(count) : ((ByteSource) source).first(count);
        return new TextContent(shorter, source, charset);
    }

    private static TextContent canonical(String lines, @Nullable Charset wanted) {
        return encoded(lines, Texts.inlineCharsetFor(lines, wanted));
    }

    private static TextContent encoded(String text, Charset charset) {
        PlainText plain = Texts.extendsAscii(charset) ? PlainText.tryCreate(text) : null;
        return new TextContent(plain == null ? new ByteSource(Texts.encode(text, charset)) : plain, charset);
    }

    private static Charset ascii(@Nullable Charset wanted) {
        if (wanted == null) {
            return StandardCharsets.US_ASCII;
        }
        return Texts.extendsAscii(wanted) ? wanted : StandardCharsets.UTF_8;
    }

    /**
     * Names the charset as header fields do.
     *
     * @return its name in lower case
     */
    public String charsetName() {
        if (charset.equals(StandardCharsets.US_ASCII)) {
            return "us-ascii";
        }
        return charset.equals(StandardCharsets.UTF_8) ? "utf-8" : charset.name().toLowerCase(Locale.ROOT);
    }

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
}
