package org.postrider.mime.internal;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postrider.mime.ContentDisposition;
import org.postrider.mime.ContentType;
import org.postrider.mime.FormatException;
import org.postrider.mime.MediaTypeNames;

/**
 * Takes a received message apart: headers, and the parts of multiparts (RFC 2046, 5.1), in one pass over its octets.
 *
 * <p>Whatever the octets are, there is a result: a line in a header that isn't a field begins the content; a multipart that never begins is
 * text; one that never ends, ends with what is around it; line ends are CR LF or LF. Refused is only what is made to exhaust a reader:
 * more than {@value #DEEPEST} levels, {@value #MOST_PARTS} parts, {@value #MOST_FIELDS} fields in a header, and of fields and of their
 * parameters {@value #MOST_IN_ALL} in all headers, for what is made of a short one takes many times its octets. Not for several threads.
 */
public final class PartReader {
    private static final int DEEPEST = 50;
    private static final int MOST_PARTS = 10_000;
    private static final int MOST_FIELDS = 1_000;
    private static final int MOST_IN_ALL = 100_000;
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private static final byte[] NO_LINE = {'\n'};

    private final byte[] octets;
    private final List<byte[]> boundaries = new ArrayList<>();
    private int position;
    private int partCount;
    private int fieldCount;
    private int parameterCount;
    /** The multipart whose delimiter stands at the position, by its depth; -1 at the end of the message. */
    private int level = -1;

    private boolean closing;

    private PartReader(byte[] octets) {
        this.octets = octets;
    }

    /**
     * Takes a message apart.
     *
     * @param octets the message as a file or a server has it; not changed, and kept by the parts
     * @return its root
     * @throws FormatException if it goes beyond one of the limits
     */
    public static ReadPart read(byte[] octets) {
        PartReader reader = new PartReader(octets);
        if (reader.startsWith(BYTE_ORDER_MARK)) {
            reader.position = BYTE_ORDER_MARK.length;
        }
        if (reader.startsWith("From ".getBytes(StandardCharsets.US_ASCII))) {
            reader.nextLine(); // the separator of an mbox file
        }
        return reader.part(MediaTypeNames.Text.PLAIN);
    }

    private boolean startsWith(byte[] prefix) {
        int end = position + prefix.length;
        return end <= octets.length && Arrays.equals(octets, position, end, prefix, 0, prefix.length);
    }

    /** Reads a part, up to the delimiter that ends it or to the end of the message. */
    private ReadPart part(String fallback) {
        if (++partCount > MOST_PARTS) {
            throw tooMuch(MOST_PARTS + " parts");
        }
        List<ReadField> fields = header();
        ContentType type = ReadTypes.contentType(ReadPart.first(fields, "Content-Type"), fallback);
        ContentDisposition disposition = ReadTypes.disposition(ReadPart.first(fields, "Content-Disposition"));
        count(type.getParameters());
        count(disposition == null ? Map.of() : disposition.getParameters());
        int start = position;
        if (!type.getMediaType().startsWith("multipart/")) {
            skipToDelimiter();
            return new ReadPart(fields, type, disposition, octets, start, contentEnd(start));
        }
        List<ReadPart> parts = parts(type);
        return parts.isEmpty()
                ? new ReadPart(
                        fields,
                        new ContentType(MediaTypeNames.Text.PLAIN),
                        disposition,
                        octets,
                        start,
                        contentEnd(start))
                : new ReadPart(fields, type, disposition, parts);
    }

    private void count(Map<String, String> parameters) {
        parameterCount += parameters.size();
        if (parameterCount > MOST_IN_ALL) {
            throw tooMuch(MOST_IN_ALL + " parameters in all its headers");
        }
    }

    /** Reads what a multipart holds; nothing, if it has no boundary or doesn't use it. */
    private List<ReadPart> parts(ContentType type) {
        int mine = boundaries.size();
        if (mine == DEEPEST) {
            throw tooMuch(DEEPEST + " levels of parts within parts");
        }
        boundaries.add(delimiter(type.getBoundary()));
        String fallback = type.getMediaType().equals("multipart/digest") ? "message/rfc822" : MediaTypeNames.Text.PLAIN;
        List<ReadPart> parts = new ArrayList<>();
        skipToDelimiter();
        while (level == mine && !closing) {
            nextLine();
            parts.add(part(fallback));
        }
        boundaries.remove(mine);
        if (level == mine) {
            nextLine();
            skipToDelimiter();
        }
        return parts;
    }

    /** A boundary can't be empty and can't end in a blank, which line ends lose and gain on the way (RFC 2046, 5.1.1). */
    private static byte[] delimiter(@Nullable String boundary) {
        String name = boundary == null ? "" : boundary.stripTrailing();
        return name.isEmpty() ? NO_LINE : ("--" + name).getBytes(StandardCharsets.UTF_8);
    }

    /** Moves to the next line that delimits one of the open multiparts. */
    private void skipToDelimiter() {
        while (position < octets.length && !isDelimiter()) {
            nextLine();
        }
        if (position == octets.length) {
            level = -1;
        }
    }

    /** The line break before a delimiter belongs to it (RFC 2046, 5.1.1), as the last one of a message belongs to its end. */
    private int contentEnd(int start) {
        int end = position;
        if (end > start && octets[end - 1] == '\n') {
            end--;
        }
        return end > start && end < position && octets[end - 1] == '\r' ? end - 1 : end;
    }

    /** Tells whether the line at the position is a delimiter, and of which multipart: the innermost that it fits. */
    private boolean isDelimiter() {
        if (!at(position, '-') || !at(position + 1, '-')) {
            return false;
        }
        int end = textEnd();
        for (int i = boundaries.size() - 1; i >= 0; i--) {
            if (isDelimiter(boundaries.get(i), end)) {
                level = i;
                return true;
            }
        }
        return false;
    }

    private boolean isDelimiter(byte[] boundary, int end) {
        int after = position + boundary.length;
        if (after > end || !startsWith(boundary)) {
            return false;
        }
        closing = after + 2 == end && at(after, '-') && at(after + 1, '-');
        return closing || after == end;
    }

    /** The end of the line at the position, without its line break and the blanks before it. */
    private int textEnd() {
        int end = lineEnd();
        while (end > position && (isBlank(end - 1) || octets[end - 1] == '\r' || octets[end - 1] == '\n')) {
            end--;
        }
        return end;
    }

    private List<ReadField> header() {
        List<ReadField> fields = new ArrayList<>();
        while (position < octets.length && !isDelimiter()) {
            if (textEnd() == position) {
                nextLine();
                break;
            }
            int colon = colon();
            if (colon < 0) {
                break;
            }
            if (fields.size() == MOST_FIELDS) {
                throw tooMuch(MOST_FIELDS + " fields in a header");
            }
            if (++fieldCount > MOST_IN_ALL) {
                throw tooMuch(MOST_IN_ALL + " fields in all its headers");
            }
            String name = new String(octets, position, nameEnd(colon) - position, StandardCharsets.US_ASCII);
            position = colon + 1;
            fields.add(new ReadField(name, value()));
        }
        return fields;
    }

    /** Finds the colon after the name of a field, with the blanks before it that RFC 822 allowed; -1 if the line is no field. */
    private int colon() {
        int i = position;
        while (i < octets.length && octets[i] > ' ' && octets[i] < 0x7F && octets[i] != ':') {
            i++;
        }
        int nameEnd = i;
        while (i < octets.length && isBlank(i)) {
            i++;
        }
        return nameEnd > position && at(i, ':') ? i : -1;
    }

    private int nameEnd(int colon) {
        int end = colon;
        while (isBlank(end - 1)) {
            end--;
        }
        return end;
    }

    /** Reads the rest of the field, with its further lines, which begin with a blank (RFC 5322, 2.2.3). */
    private String value() {
        ByteArrayOutputStream value = new ByteArrayOutputStream();
        do {
            int start = position;
            nextLine();
            int end = contentEnd(start);
            value.write(octets, start, end - start);
        } while (position < octets.length && isBlank(position));
        return trimmed(Charsets.decode(value.toByteArray(), null));
    }

    private static String trimmed(String value) {
        int start = 0;
        int end = value.length();
        while (start < end && (value.charAt(start) == ' ' || value.charAt(start) == '\t')) {
            start++;
        }
        while (end > start && (value.charAt(end - 1) == ' ' || value.charAt(end - 1) == '\t')) {
            end--;
        }
        return value.substring(start, end);
    }

    private void nextLine() {
        position = lineEnd();
    }

    /** The index after the line break of the line at the position. */
    private int lineEnd() {
        int end = position;
        while (end < octets.length && octets[end] != '\n') {
            end++;
        }
        return Math.min(end + 1, octets.length);
    }

    private boolean at(int index, char wanted) {
        return index < octets.length && octets[index] == wanted;
    }

    private boolean isBlank(int index) {
        return octets[index] == ' ' || octets[index] == '\t';
    }

    /**
     * Makes the refusal of a message that goes beyond a limit.
     *
     * @param what what it has more of
     * @return what to throw
     */
    public static FormatException tooMuch(String what) {
        return new FormatException("The message has more than " + what
                + ", which no mail program makes: treat it as hostile, and don't parse it");
    }
}
