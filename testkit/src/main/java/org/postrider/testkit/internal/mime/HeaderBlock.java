package org.postrider.testkit.internal.mime;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postrider.testkit.Header;

/**
 * The header fields at the start of a part, and where its body begins (RFC 5322, section 2.2). After ten thousand fields
 * the rest counts as body, so that a large text without a header doesn't become a header.
 *
 * @param headers the fields in order; a line without a colon is one without a name
 * @param body what follows the empty line
 */
record HeaderBlock(List<Header> headers, Range body) {
    private static final int MOST_HEADERS = 10_000;

    static HeaderBlock parse(Range part) {
        List<Header> headers = new ArrayList<>();
        int at = part.from();
        while (at < part.to() && headers.size() < MOST_HEADERS) {
            int next = part.afterLine(at);
            if (part.endOfText(at, next) == at) {
                return new HeaderBlock(List.copyOf(headers), part.from(next));
            }
            while (next < part.to() && isBlank(part.at(next))) {
                next = part.afterLine(next);
            }
            headers.add(header(part.between(at, part.endOfText(at, next)).headerText()));
            at = next;
        }
        return new HeaderBlock(List.copyOf(headers), part.from(at));
    }

    private static boolean isBlank(byte octet) {
        return octet == ' ' || octet == '\t';
    }

    private static Header header(String field) {
        int colon = field.indexOf(':');
        return colon < 0
                ? new Header("", field)
                : new Header(field.substring(0, colon).trim(), field.substring(colon + 1));
    }

    /** The first field of a name, unfolded (RFC 5322, section 2.2.3): line ends go, and the blanks after them stay. */
    @Nullable
    String unfolded(String name) {
        for (Header header : headers) {
            if (header.name().equalsIgnoreCase(name)) {
                return header.value().replace("\r", "").replace("\n", "").trim();
            }
        }
        return null;
    }
}
