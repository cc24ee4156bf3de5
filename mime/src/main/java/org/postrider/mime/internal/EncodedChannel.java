package org.postrider.mime.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ReadableByteChannel;

/**
 * Pulls content through an encoder into the reader's buffer, straight when that has room enough, or by way of a small one when it
 * hasn't. Closes the content with itself. Not for several threads.
 */
final class EncodedChannel implements PromptChannel {
    private static final int INPUT = Base64Encoder.BLOCK;

    private final ReadableByteChannel content;
    private final ByteBuffer input;
    private final TransferEncoder encoder;
    private final ByteBuffer narrow = ByteBuffer.allocate(TransferEncoder.ROOM).limit(0);
    private boolean finished;

    EncodedChannel(ReadableByteChannel content, TransferEncoder encoder) {
        this(content, ByteBuffer.allocate(INPUT).limit(0), encoder);
    }

    /** Starts with what the input buffer holds, and goes on with the content. */
    EncodedChannel(ReadableByteChannel content, ByteBuffer input, TransferEncoder encoder) {
        this.content = content;
        this.input = input;
        this.encoder = encoder;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        if (!content.isOpen()) {
            throw new ClosedChannelException();
        }
        int start = target.position();
        while (target.hasRemaining() && (narrow.hasRemaining() || !finished)) {
            step(target);
        }
        int count = target.position() - start;
        return count == 0 && target.hasRemaining() ? -1 : count;
    }

    /** {@inheritDoc} It is no more than comes of one read of the content, so that nobody waits for longer than for that. */
    @Override
    public int readBase64(ByteBuffer target) throws IOException {
        if (!(encoder instanceof Base64Encoder) || narrow.hasRemaining() || !content.isOpen()) {
            return 0;
        }
        int start = target.position();
        while (target.position() == start && target.remaining() >= TransferEncoder.ROOM && !finished) {
            produce(target);
        }
        return target.position() - start;
    }

    private void step(ByteBuffer target) throws IOException {
        if (narrow.hasRemaining()) {
            BufferChannel.transfer(narrow, target);
        } else if (target.remaining() >= TransferEncoder.ROOM) {
            produce(target);
        } else {
            produce(narrow.clear());
            narrow.flip();
        }
    }

    private void produce(ByteBuffer out) throws IOException {
        if (input.hasRemaining() || refill()) {
            encoder.encode(input, out);
        } else {
            finished = encoder.finish(out);
        }
    }

    private boolean refill() throws IOException {
        boolean more = content.read(input.clear()) >= 0;
        input.flip();
        return more;
    }

    @Override
    public boolean mayBlock() {
        return PromptChannel.mayBlock(content);
    }

    @Override
    public boolean isOpen() {
        return content.isOpen();
    }

    @Override
    public void close() throws IOException {
        content.close();
    }
}
