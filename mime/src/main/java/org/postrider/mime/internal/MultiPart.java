package org.postrider.mime.internal;

import java.util.List;
import java.util.Map;
import org.postrider.mime.TransferEncoding;

/** Several parts between boundaries (RFC 2046, 5.1). */
public final class MultiPart implements MimePart {
    private final String subtype;
    private final Map<String, String> parameters;
    private final String boundary;
    private final List<MimePart> parts;

    /**
     * Makes a part of parts.
     *
     * @param subtype what they are to each other: {@code mixed}, {@code alternative}, {@code related}
     * @param parameters more parameters of the content type, the boundary apart
     * @param boundary from {@link Boundaries}: it can't occur in the content
     * @param parts the parts, at least one, in a list that nobody changes again
     */
    public MultiPart(String subtype, Map<String, String> parameters, String boundary, List<MimePart> parts) {
        this.subtype = subtype;
        this.parameters = parameters;
        this.boundary = boundary;
        this.parts = parts;
    }

    @Override
    public void write(PartOutput output, boolean eightBit) {
        header(output.header(), eightBit && isEightBit());
        for (MimePart part : parts) {
            output.header().lineBreak().ascii("--").ascii(boundary).lineBreak();
            part.write(output, eightBit);
        }
        output.header().lineBreak().ascii("--").ascii(boundary).ascii("--");
    }

    /** A multipart that holds octets above 127 has to say so itself (RFC 2045, 6.4). */
    private void header(HeaderWriter writer, boolean eightBit) {
        writer.begin("Content-Type").token("multipart/" + subtype);
        writer.parameters(parameters, "", null)
                .ascii(";")
                .token("boundary=\"" + boundary + "\"")
                .end();
        if (eightBit) {
            writer.begin("Content-Transfer-Encoding")
                    .token(TransferEncoding.EIGHT_BIT.token())
                    .end();
        }
    }

    @Override
    public boolean isEightBit() {
        for (MimePart part : parts) {
            if (part.isEightBit()) {
                return true;
            }
        }
        return false;
    }

    @Override
    public boolean needsEightBit() {
        for (MimePart part : parts) {
            if (part.needsEightBit()) {
                return true;
            }
        }
        return false;
    }

    @Override
    public boolean prefersEightBit() {
        for (MimePart part : parts) {
            if (part.prefersEightBit()) {
                return true;
            }
        }
        return false;
    }
}
