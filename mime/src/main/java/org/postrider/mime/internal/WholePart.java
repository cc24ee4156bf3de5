package org.postrider.mime.internal;

import org.postrider.mime.TransferEncoding;

/** Content that may not be encoded as a whole: a message inside of a message (RFC 2046, 5.2.1). It goes line by line as it is. */
public final class WholePart implements MimePart {
    private final byte[] fields;
    private final ContentSource content;
    private final boolean eightBit;

    /**
     * Makes a part.
     *
     * @param fields its header fields, save for Content-Transfer-Encoding, from a {@link HeaderWriter}
     * @param content what it holds, in lines of at most 998 octets
     * @param eightBit whether it holds octets above 127
     */
    public WholePart(byte[] fields, ContentSource content, boolean eightBit) {
        this.fields = fields;
        this.content = content;
        this.eightBit = eightBit;
    }

    @Override
    public void write(PartOutput output, boolean mayBeEightBit) {
        TransferEncoding encoding = eightBit ? TransferEncoding.EIGHT_BIT : TransferEncoding.SEVEN_BIT;
        output.header()
                .append(fields)
                .begin("Content-Transfer-Encoding")
                .token(encoding.token())
                .end()
                .lineBreak();
        output.content(new EncodedSource(content, encoding));
    }

    @Override
    public boolean isEightBit() {
        return eightBit;
    }

    @Override
    public boolean needsEightBit() {
        return eightBit;
    }
}
