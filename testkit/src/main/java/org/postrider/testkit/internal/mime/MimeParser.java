package org.postrider.testkit.internal.mime;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postrider.testkit.Part;

/**
 * Takes a message apart (RFC 2045, RFC 2046).
 *
 * <p>Never fails: what makes no sense is a leaf. Bounded in depth and in number of parts, and linear in each level's
 * length, so that no message can bring it down. One parser for each message.
 */
public final class MimeParser {
    private static final int DEEPEST = 50;
    private static final int MOST_PARTS = 10_000;
    private static final StructuredValue TEXT = StructuredValue.parse("text/plain");
    private static final StructuredValue MESSAGE = StructuredValue.parse("message/rfc822");

    private int count;

    private MimeParser() {}

    /**
     * Parses a message.
     *
     * @param message its bytes, which are not copied, and must not change
     * @return its root
     */
    public static Part parse(byte[] message) {
        return new MimeParser().part(new Range(message, 0, message.length), TEXT, 0);
    }

    private Part part(Range range, StructuredValue defaultType, int depth) {
        count++;
        HeaderBlock header = HeaderBlock.parse(range);
        StructuredValue type = type(header, defaultType);
        return new ParsedPart(header, type, depth < DEEPEST ? children(header.body(), type, depth + 1) : List.of());
    }

    /** What isn't a type counts as plain text (RFC 2045, section 5.2). */
    private static StructuredValue type(HeaderBlock header, StructuredValue defaultType) {
        String value = header.unfolded("Content-Type");
        StructuredValue type = value == null ? defaultType : StructuredValue.parse(value);
        return type.value().indexOf('/') > 0 ? type : TEXT;
    }

    private List<Part> children(Range body, StructuredValue type, int depth) {
        if (type.value().equals("message/rfc822") || type.value().equals("message/global")) {
            return List.of(part(body, TEXT, depth));
        }
        String boundary = type.parameters().get("boundary");
        if (!type.value().startsWith("multipart/") || boundary == null || boundary.isEmpty()) {
            return List.of();
        }
        // The parts of a digest are messages unless they say otherwise (RFC 2046, section 5.1.5).
        StructuredValue defaultType = type.value().equals("multipart/digest") ? MESSAGE : TEXT;
        List<Part> parts = new ArrayList<>();
        for (Range range : split(body, ("--" + boundary).getBytes(StandardCharsets.UTF_8))) {
            if (count < MOST_PARTS) {
                parts.add(part(range, defaultType, depth));
            }
        }
        return parts;
    }

    /** The stretches between delimiter lines; the line end before a delimiter belongs to it (RFC 2046, section 5.1.1). */
    private static List<Range> split(Range body, byte[] delimiter) {
        List<Range> parts = new ArrayList<>();
        Range open = null;
        int at = body.from();
        while (at < body.to()) {
            int next = body.afterLine(at);
            String rest = afterDelimiter(body, at, next, delimiter);
            if (rest != null) {
                if (open != null) {
                    parts.add(open.until(body.endOfText(open.from(), at)));
                }
                open = body.from(next);
                if (rest.startsWith("--")) {
                    return parts;
                }
            }
            at = next;
        }
        if (open != null) {
            parts.add(open);
        }
        return parts;
    }

    /** What follows the delimiter on its line, or {@code null} if the line is another. */
    private static @Nullable String afterDelimiter(Range body, int start, int next, byte[] delimiter) {
        int end = start + delimiter.length;
        if (end > next || !body.hasAt(start, delimiter)) {
            return null;
        }
        String rest = body.between(end, body.endOfText(end, next)).text(StandardCharsets.ISO_8859_1);
        return rest.isBlank() || (rest.startsWith("--") && rest.substring(2).isBlank()) ? rest : null;
    }
}
