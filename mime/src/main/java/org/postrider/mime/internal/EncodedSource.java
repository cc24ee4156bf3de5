package org.postrider.mime.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import org.postrider.mime.TransferEncoding;

/** Content in its transfer encoding, encoded while it is read. */
public final class EncodedSource implements ContentSource {
    private static final int SCRATCH = 4096;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final ContentSource content;
    private final TransferEncoding encoding;
    private final boolean exact;

    /**
     * Dresses content, whose line ends 7bit and 8bit mend.
     *
     * @param content what to encode
     * @param encoding how, not {@link TransferEncoding#UNKNOWN}
     */
    public EncodedSource(ContentSource content, TransferEncoding encoding) {
        this(content, encoding, false);
    }

    private EncodedSource(ContentSource content, TransferEncoding encoding, boolean exact) {
        this.content = content;
        this.encoding = encoding;
        this.exact = exact;
    }

    /** Dresses content that may not need it: plain text is itself in 7bit and in 8bit. Of exact content they refuse what they would mend. */
    static ContentSource of(ContentSource content, TransferEncoding encoding, boolean exact) {
        boolean asItIs = encoding == TransferEncoding.SEVEN_BIT || encoding == TransferEncoding.EIGHT_BIT;
        return asItIs && content instanceof PlainText ? content : new EncodedSource(content, encoding, exact);
    }

    /**
     * Shows what is dressed.
     *
     * @return the content as it is before it is encoded
     */
    public ContentSource content() {
        return content;
    }

    private TransferEncoder encoder() {
        return switch (encoding) {
            case BASE64 -> new Base64Encoder();
            case QUOTED_PRINTABLE -> new QuotedPrintableEncoder();
            case SEVEN_BIT -> new LineEncoder(false, exact);
            case EIGHT_BIT -> new LineEncoder(true, exact);
            case UNKNOWN -> throw new IllegalStateException("The transfer encoding has to be chosen before it is used");
        };
    }

    @Override
    public ReadableByteChannel open() throws IOException {
        if (content instanceof ByteSource bytes) {
            return new EncodedChannel(new BufferChannel(NOTHING), bytes.view(), encoder()); // spares a copy
        }
        return new EncodedChannel(content.open(), encoder());
    }

    /** {@inheritDoc} Base64 is counted by arithmetic, other encodings by a dry run if the content is in memory. */
    @Override
    public long size() {
        if (encoding == TransferEncoding.BASE64) {
            long size = content.size();
            return size < 0 ? -1 : Base64Encoder.size(size);
        }
        return content.mayBlock() ? -1 : dryRun();
    }

    private long dryRun() {
        ByteBuffer scratch = ByteBuffer.allocate(SCRATCH);
        long sum = 0;
        try (ReadableByteChannel channel = open()) {
            for (int count = 0; count >= 0; count = channel.read(scratch.clear())) {
                sum += count;
            }
            return sum;
        } catch (IOException unfit) {
            return -1; // the reader will meet the same fault and report it
        }
    }

    @Override
    public boolean mayBlock() {
        return content.mayBlock();
    }
}
