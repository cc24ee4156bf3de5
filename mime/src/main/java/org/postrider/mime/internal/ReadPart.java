package org.postrider.mime.internal;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.postrider.mime.ContentDisposition;
import org.postrider.mime.ContentType;
import org.postrider.mime.TransferEncoding;

/**
 * A part of a received message: its header, and either the parts or the content that it holds. Content is decoded when it is asked for.
 *
 * <p>Immutable, save for the content type, which becomes that of the attachment or view that is made of the part.
 */
public final class ReadPart {
    private final List<ReadField> fields;
    private final ContentType type;
    private final @Nullable ContentDisposition disposition;
    private final List<ReadPart> parts;
    private final byte[] octets;
    private final int start;
    private final int end;

    ReadPart(List<ReadField> fields, ContentType type, @Nullable ContentDisposition disposition, List<ReadPart> parts) {
        this(fields, type, disposition, parts, new byte[0], 0, 0);
    }

    ReadPart(
            List<ReadField> fields,
            ContentType type,
            @Nullable ContentDisposition disposition,
            byte[] octets,
            int start,
            int end) {
        this(fields, type, disposition, List.of(), octets, start, end);
    }

    private ReadPart(
            List<ReadField> fields,
            ContentType type,
            @Nullable ContentDisposition disposition,
            List<ReadPart> parts,
            byte[] octets,
            int start,
            int end) {
        this.fields = fields;
        this.type = type;
        this.disposition = disposition;
        this.parts = parts;
        this.octets = octets;
        this.start = start;
        this.end = end;
    }

    /**
     * Gives the header.
     *
     * @return its fields in order
     */
    public List<ReadField> fields() {
        return fields;
    }

    /**
     * Finds a field.
     *
     * @param name its name in any case
     * @return the value of the first one of that name, not decoded, or null
     */
    public @Nullable String field(String name) {
        return first(fields, name);
    }

    static @Nullable String first(List<ReadField> fields, String name) {
        for (ReadField field : fields) {
            if (field.name().equalsIgnoreCase(name)) {
                return field.value();
            }
        }
        return null;
    }

    /**
     * Gives what the part says it holds.
     *
     * @return the content type, {@code text/plain} where it says nothing or nonsense
     */
    public ContentType type() {
        return type;
    }

    /**
     * Tells whether the media type is of a family.
     *
     * @param family for instance {@code text/}
     * @return true if it begins like that
     */
    public boolean is(String family) {
        return type.getMediaType().startsWith(family);
    }

    /**
     * Gives how the part wants to be shown.
     *
     * @return the disposition, to be read only, or null if the part doesn't say
     */
    public @Nullable ContentDisposition disposition() {
        return disposition;
    }

    /**
     * Gives what a multipart holds.
     *
     * @return the parts in order; none for a single part
     */
    public List<ReadPart> parts() {
        return parts;
    }

    /**
     * Tells how the content was carried.
     *
     * @return the encoding; {@link TransferEncoding#UNKNOWN} stands for octets as they are, under whatever name
     */
    public TransferEncoding encoding() {
        String field = field("Content-Transfer-Encoding");
        return switch (field == null ? "" : ParameterReader.read(field).value().toLowerCase(Locale.ROOT)) {
            case "base64" -> TransferEncoding.BASE64;
            case "quoted-printable" -> TransferEncoding.QUOTED_PRINTABLE;
            case "7bit" -> TransferEncoding.SEVEN_BIT;
            case "8bit" -> TransferEncoding.EIGHT_BIT;
            default -> TransferEncoding.UNKNOWN;
        };
    }

    /**
     * Decodes the content of a single part.
     *
     * @return the octets; text and messages that weren't encoded have their line breaks as CR LF
     */
    public byte[] content() {
        return switch (encoding()) {
            case BASE64 -> Base64Decoder.decode(octets, start, end);
            case QUOTED_PRINTABLE -> QuotedPrintableDecoder.decode(octets, start, end);
            default -> is("text/") || is("message/") ? lines() : Arrays.copyOfRange(octets, start, end);
        };
    }

    /**
     * Decodes the content as text.
     *
     * @return the text, line breaks as CR LF
     */
    public String text() {
        return Texts.canonical(Charsets.decode(content(), type.getCharSet()));
    }

    /** A file keeps text with line feeds alone on many systems; on the wire it had CR LF. */
    private byte[] lines() {
        int bare = 0;
        for (int i = start; i < end; i++) {
            bare += isBare(i) ? 1 : 0;
        }
        byte[] lines = new byte[end - start + bare];
        int length = 0;
        for (int i = start; i < end; i++) {
            if (isBare(i)) {
                lines[length++] = '\r';
            }
            lines[length++] = octets[i];
        }
        return lines;
    }

    private boolean isBare(int index) {
        return octets[index] == '\n' && (index == start || octets[index - 1] != '\r');
    }

    @Override
    public String toString() {
        return type.getMediaType() + (parts.isEmpty() ? " of " + (end - start) + " octets" : parts.toString());
    }
}
