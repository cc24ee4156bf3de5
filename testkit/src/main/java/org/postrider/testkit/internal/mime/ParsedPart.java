package org.postrider.testkit.internal.mime;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postrider.testkit.Header;
import org.postrider.testkit.Part;

/** A part as the parser found it; contents are decoded when they are asked for. Immutable. */
final class ParsedPart implements Part {
    private final HeaderBlock header;
    private final StructuredValue type;
    private final @Nullable StructuredValue disposition;
    private final List<Part> parts;

    ParsedPart(HeaderBlock header, StructuredValue type, List<Part> parts) {
        this.header = header;
        this.type = type;
        this.parts = List.copyOf(parts);
        String value = header.unfolded("Content-Disposition");
        this.disposition = value == null ? null : StructuredValue.parse(value);
    }

    @Override
    public List<Header> getHeaders() {
        return header.headers();
    }

    @Override
    public @Nullable String getHeader(String name) {
        String value = header.unfolded(name);
        return value == null ? null : EncodedWords.decode(value);
    }

    @Override
    public String getContentType() {
        return type.value();
    }

    @Override
    public Map<String, String> getParameters() {
        return type.parameters();
    }

    @Override
    public @Nullable String getDisposition() {
        return disposition == null ? null : disposition.value();
    }

    @Override
    public @Nullable String getFileName() {
        String name = disposition == null ? null : disposition.parameters().get("filename");
        String any = name != null ? name : type.parameters().get("name");
        // RFC 2047, section 5, forbids encoded words here; many write them, and every reader decodes them.
        return any == null ? null : EncodedWords.decode(any);
    }

    @Override
    public @Nullable String getContentId() {
        String id = header.unfolded("Content-ID");
        boolean isBracketed = id != null && id.startsWith("<") && id.endsWith(">");
        return isBracketed && id != null ? id.substring(1, id.length() - 1) : id;
    }

    @Override
    public byte[] getBytes() {
        return TransferDecoder.decode(header.body(), encoding());
    }

    private String encoding() {
        String encoding = header.unfolded("Content-Transfer-Encoding");
        return encoding == null || isMultipart() ? "7bit" : encoding;
    }

    @Override
    public String getText() {
        String charset = type.parameters().get("charset");
        return new String(getBytes(), charset == null ? StandardCharsets.UTF_8 : Charsets.forName(charset));
    }

    @Override
    public List<Part> getParts() {
        return parts;
    }

    @Override
    public boolean isAttachment() {
        String word = getDisposition();
        return !isMultipart() && ("attachment".equals(word) || (getFileName() != null && !"inline".equals(word)));
    }

    private boolean isMultipart() {
        return type.value().startsWith("multipart/");
    }
}
