package org.postrider.smtp.internal.connection;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.internal.session.Transaction;

/**
 * A message on its way from its content to the wire.
 *
 * <p>{@link #read()} and {@link #close()} are the parts that may wait; they run on whatever thread suits the content. Everything else
 * runs on the connection's thread, never during a read. The content is opened by the first read and closed whatever happened: by
 * {@code close}, or, when that comes during a read, by the reader, so that nobody closes a stream under somebody's hands.
 */
final class Body {
    private static final int CHUNK = 32 * 1024;

    /** A channel may give nothing now and then; one that goes on so would hold the connection for ever. */
    private static final int MOST_EMPTY_READS = 1000;

    private enum Use {
        FREE,
        READING,
        OVER
    }

    private final Transaction transaction;
    private final AtomicReference<Use> use = new AtomicReference<>(Use.FREE);
    private final DataEncoder encoder = new DataEncoder();
    private final ByteBuffer chunk = ByteBuffer.allocate(CHUNK).limit(0);
    private @Nullable ReadableByteChannel channel;
    private @Nullable Throwable failure;
    private boolean atEnd;
    private boolean finished;
    private long count;

    Body(Transaction transaction) {
        this.transaction = transaction;
    }

    /** What a server gets that insists on a message for nobody: just the end of it (RFC 2920, section 3.1). */
    static Body empty(Transaction transaction) {
        Body body = new Body(transaction);
        body.atEnd = true;
        return body;
    }

    boolean mayBlock() {
        return transaction.mayBlock();
    }

    /** Reads the next chunk; whatever the content throws is kept for {@link #failure()}. */
    void read() {
        if (!use.compareAndSet(Use.FREE, Use.READING)) {
            return;
        }
        readChunk();
        if (!use.compareAndSet(Use.READING, Use.FREE)) {
            closeChannel();
        }
    }

    private void readChunk() {
        try {
            if (channel == null) {
                channel = transaction.content().open(transaction.bodyType());
            }
            fill(channel);
        } catch (IOException | RuntimeException | Error e) {
            failure = e;
            chunk.limit(0);
        }
    }

    private void fill(ReadableByteChannel from) throws IOException {
        chunk.clear();
        for (int empty = 0; chunk.hasRemaining() && !atEnd; ) {
            int n = from.read(chunk);
            atEnd = n < 0;
            empty = n == 0 ? empty + 1 : 0;
            if (empty > MOST_EMPTY_READS) {
                throw new IOException("the message's content gives neither bytes nor its end");
            }
        }
        chunk.flip();
        count += chunk.remaining();
    }

    /** Puts what was read into the form of the wire, as far as there is room. */
    void encode(ByteBuffer out) {
        try {
            encoder.encode(chunk, out);
        } catch (IOException e) {
            failure = e;
        }
    }

    /** Tells whether only the end is still to be written. */
    boolean isDrained() {
        return atEnd && !chunk.hasRemaining() && failure == null;
    }

    /** Tells whether what is left is the last chunk of several: a server had the time to speak out of turn. */
    boolean isLastOfSeveral() {
        return atEnd && count > CHUNK;
    }

    /** Writes the end; false when there is no room for it. */
    boolean finish(ByteBuffer out) {
        finished = encoder.finish(out);
        return finished;
    }

    boolean isFinished() {
        return finished;
    }

    @Nullable
    Throwable failure() {
        return failure;
    }

    /** Gives the octets read so far. */
    long count() {
        return count;
    }

    long size() {
        return transaction.size();
    }

    /** Closes the content; what that throws can't change what the server was given and is not passed on. */
    void close() {
        if (use.getAndSet(Use.OVER) == Use.FREE) {
            closeChannel();
        }
    }

    private void closeChannel() {
        ReadableByteChannel open = channel;
        if (open == null) {
            return;
        }
        channel = null;
        try {
            open.close();
        } catch (IOException | RuntimeException e) {
            System.getLogger("org.postrider.smtp")
                    .log(System.Logger.Level.DEBUG, "closing a message's content failed", e);
        }
    }
}
