package org.postrider.benchmarks;

import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * What to send, the same in each run: a text, perhaps an HTML form of it, perhaps an attachment. Immutable; the array of the
 * attachment is lent, not copied.
 */
public enum Payload {
    /** About 1 KB of plain text. */
    TEXT1K(760, 0, 0),
    /** About 10 KB: 2 KB of plain text and 7 KB of HTML. */
    ALT10K(2000, 7200, 0),
    /** About 1 MB on the wire: a short text and 730,000 octets that no encoding can shorten. */
    ATT1M(760, 0, 730_000);

    /** Who sends. */
    public static final String FROM = "sender@example.org";

    /** Who gets it. */
    public static final String TO = "recipient@example.net";

    static final String FILE_NAME = "data.bin";
    static final String FILE_TYPE = "application/octet-stream";

    private static final String LINE = "The quick brown fox jumps over the lazy dog, then rests a while. \r\n";

    private final String text;
    private final @Nullable String html;
    private final byte @Nullable [] attachment;

    Payload(int textLength, int htmlLength, int attachmentLength) {
        text = lines(textLength);
        html = htmlLength == 0
                ? null
                : "<html><body>" + lines(htmlLength).replace("\r\n", "<br/>\r\n") + "</body></html>";
        attachment = attachmentLength == 0 ? null : noise(attachmentLength);
    }

    private static String lines(int length) {
        return LINE.repeat((length + LINE.length() - 1) / LINE.length());
    }

    private static byte[] noise(int length) {
        byte[] octets = new byte[length];
        new Random(42).nextBytes(octets);
        return octets;
    }

    /** {@return the subject of the message of that number} */
    public String subject(long number) {
        return "Benchmark message number " + number;
    }

    /** {@return the plain text} */
    public String text() {
        return text;
    }

    /** {@return its HTML form, if there is one} */
    public @Nullable String html() {
        return html;
    }

    /** {@return the attachment, if there is one; lent} */
    public byte @Nullable [] attachment() {
        return attachment;
    }
}
