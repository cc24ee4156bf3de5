package org.postrider.mime.internal;

import org.jspecify.annotations.Nullable;
import org.postrider.mime.TransferEncoding;

/**
 * One content with its header fields.
 *
 * <p>Content in memory is looked at, and carried in the plainest encoding that holds it, at most the one that was wished for. A file
 * or a stream isn't read before it is sent, so it gets what was wished for, and base64 if nothing was.
 */
public final class LeafPart implements MimePart {
    private final byte[] fields;
    private final ContentSource content;
    private final ContentSource inBase64;
    private final TransferEncoding wish;
    private final boolean exact;
    private volatile @Nullable OctetProfile profile;

    /**
     * Makes a part that is read in place: text whose line ends are mended where nothing else is encoded.
     *
     * @param fields its header fields, save for Content-Transfer-Encoding, from a {@link HeaderWriter}
     * @param content what it holds
     * @param wish the encoding that is wished for, or {@link TransferEncoding#UNKNOWN}
     */
    public LeafPart(byte[] fields, ContentSource content, TransferEncoding wish) {
        this(fields, content, content, wish, false);
    }

    /**
     * Makes a part that arrives octet for octet, or not at all.
     *
     * @param fields its header fields, save for Content-Transfer-Encoding, from a {@link HeaderWriter}
     * @param content what it holds
     * @param wish the encoding that is wished for, or {@link TransferEncoding#UNKNOWN}
     * @return the part
     */
    public static LeafPart exact(byte[] fields, ContentSource content, TransferEncoding wish) {
        return new LeafPart(fields, content, content, wish, true);
    }

    /**
     * Makes a part whose last line break comes from what follows it, save in base64, where that would be lost.
     *
     * @param fields its header fields, save for Content-Transfer-Encoding, from a {@link HeaderWriter}
     * @param content what it holds, without that line break
     * @param inBase64 what it holds, with that line break
     * @param wish the encoding that is wished for, or {@link TransferEncoding#UNKNOWN}
     */
    public LeafPart(byte[] fields, ContentSource content, ContentSource inBase64, TransferEncoding wish) {
        this(fields, content, inBase64, wish, false);
    }

    private LeafPart(
            byte[] fields, ContentSource content, ContentSource inBase64, TransferEncoding wish, boolean exact) {
        this.fields = fields;
        this.content = content;
        this.inBase64 = inBase64;
        this.wish = wish;
        this.exact = exact;
    }

    @Override
    public void write(PartOutput output, boolean eightBit) {
        TransferEncoding encoding = encoding(eightBit);
        output.header()
                .append(fields)
                .begin("Content-Transfer-Encoding")
                .token(encoding.token())
                .end()
                .lineBreak();
        output.content(EncodedSource.of(encoding == TransferEncoding.BASE64 ? inBase64 : content, encoding, exact));
    }

    @Override
    public boolean isEightBit() {
        return encoding(true) == TransferEncoding.EIGHT_BIT;
    }

    @Override
    public boolean prefersEightBit() {
        return wish == TransferEncoding.EIGHT_BIT && isEightBit();
    }

    /**
     * Tells in which encoding the content is carried.
     *
     * @param eightBit whether octets above 127 may be sent
     * @return the encoding, never {@link TransferEncoding#UNKNOWN}
     */
    public TransferEncoding encoding(boolean eightBit) {
        return switch (wish) {
            case BASE64, QUOTED_PRINTABLE -> wish;
            case SEVEN_BIT -> chosen(false, TransferEncoding.SEVEN_BIT);
            case EIGHT_BIT -> chosen(eightBit, eightBit ? TransferEncoding.EIGHT_BIT : TransferEncoding.BASE64);
            case UNKNOWN -> chosen(eightBit, TransferEncoding.BASE64);
        };
    }

    private TransferEncoding chosen(boolean eightBit, TransferEncoding unread) {
        ContentSource read = content instanceof DigestSource watched ? watched.content() : content;
        if (read instanceof PlainText) {
            return TransferEncoding.SEVEN_BIT;
        }
        return read instanceof ByteSource bytes ? profile(bytes).choose(eightBit) : unread;
    }

    /** Scans once; two threads that meet here scan the same octets and find the same. */
    private OctetProfile profile(ByteSource bytes) {
        OctetProfile known = profile;
        if (known == null) {
            known = new OctetProfile(bytes.array(), bytes.length());
            profile = known;
        }
        return known;
    }
}
