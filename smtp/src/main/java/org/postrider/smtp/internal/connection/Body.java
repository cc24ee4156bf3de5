package org.postrider.smtp.internal.connection;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.internal.session.Session;
import org.postrider.smtp.internal.session.Transaction;

/**
 * A message on its way from its content to the wire.
 *
 * <p>{@link #readAndWait()} and {@link #close()} are the parts that may wait; they run on whatever thread suits the content. Everything
 * else runs on the connection's thread, never during a read. The content is opened by the first read and closed whatever happened: by
 * {@code close}, or, when that comes during a read, by the reader, so that nobody closes a stream under somebody's hands.
 */
final class Body {
    /** How much is read at once, at least. */
    static final int READ_SIZE = 32 * 1024;

    /**
     * Room to read as much as possible where content has to be waited for or fills several buffers, and to send it from there: each read
     * costs two changes of threads, each write a call. With a chunk's command in front and the end behind, it is what a socket takes in
     * one call.
     */
    static final int LARGE_BUFFER = 128 * 1024;

    /** Less than this isn't worth a write of its own. */
    private static final int LEAST_IN_PLACE = 8 * 1024;

    private static final int HEAD = 32;
    private static final int TAIL = 32;

    /** With no more than this left to send, more is read first: a chunk has to be worth its reply. */
    private static final int FEW = 4 * 1024;

    /** The longest command in front of a chunk, with sizes of five digits: no buffer is larger. */
    private static final int COMMAND = "BDAT 99999 LAST\r\n".length();

    /** What the end of a line and of the message takes at most. */
    private static final int LONGEST_END = 8;

    /** A channel may give nothing now and then; one that goes on so would hold the connection for ever. */
    private static final int MOST_EMPTY_READS = 1000;

    private enum Use {
        FREE,
        READING,
        OVER
    }

    private final Transaction transaction;
    private final AtomicReference<Use> use = new AtomicReference<>(Use.FREE);
    private final ContentEncoder encoder;
    private final boolean large;
    private final ByteBuffer buffer;
    private final ByteBuffer read; // and not yet sent; a part of the buffer
    private @Nullable ReadableByteChannel channel;
    private @Nullable Throwable failure;
    private boolean mayBlock; // the next read; the content is asked anew after each
    private boolean atEnd;
    private boolean finished;
    private long count;

    /**
     * Makes a body.
     *
     * @param transaction whose content it is. A server that insists on a message for nobody gets just the end of it (RFC 2920, section 3.1)
     * @param buffer room for {@link #READ_SIZE} octets, or {@link #LARGE_BUFFER} to send from where they were read; the body's own until
     *     it is closed, longer if that comes during a read
     */
    Body(Transaction transaction, ByteBuffer buffer) {
        this.transaction = transaction;
        this.encoder = new ContentEncoder(transaction.isChunked());
        this.large = buffer.capacity() >= LARGE_BUFFER;
        this.buffer = buffer.clear();
        this.read = (large ? buffer.slice(HEAD, buffer.capacity() - HEAD - TAIL) : buffer).limit(0);
        this.mayBlock = transaction.mayBlock();
        this.atEnd = transaction.isDataWithoutRecipients();
    }

    Transaction transaction() {
        return transaction;
    }

    /** Tells whether the next read, or closing, may wait; not to be asked during a read. */
    boolean mayBlock() {
        return mayBlock;
    }

    /** Reads what comes next and can be had without waiting; whatever the content throws is kept for {@link #failure()}. */
    void read() {
        read(false);
    }

    /** Reads what comes next, however long that takes. */
    void readAndWait() {
        read(true);
    }

    private void read(boolean patient) {
        if (!use.compareAndSet(Use.FREE, Use.READING)) {
            return;
        }
        readOn(patient);
        if (!use.compareAndSet(Use.READING, Use.FREE)) {
            closeChannel();
        }
    }

    private void readOn(boolean patient) {
        try {
            if (channel == null) {
                channel = transaction.content().open(transaction.bodyType());
            }
            fill(channel, patient);
        } catch (IOException | RuntimeException | Error e) {
            failure = e;
            read.limit(0);
        }
    }

    private void fill(ReadableByteChannel from, boolean patient) throws IOException {
        int kept = read.compact().position();
        try {
            for (int empty = 0; read.hasRemaining() && !atEnd && (patient || !mayBlock); ) {
                int n = from.read(read);
                atEnd = n < 0;
                mayBlock = transaction.mayBlock() && transaction.content().mayBlock(from);
                empty = n == 0 ? empty + 1 : 0;
                if (empty > MOST_EMPTY_READS) {
                    throw new IOException("the message's content gives neither bytes nor its end");
                }
            }
        } finally {
            read.flip();
        }
        count += read.limit() - kept;
    }

    /** Tells whether nothing goes on before more was read. */
    boolean isHungry() {
        return !atEnd && failure == null && read.remaining() < FEW;
    }

    /** Tells whether what is left is the last of several buffers: a server had the time to speak out of turn. */
    boolean isLastOfSeveral() {
        return atEnd && count > READ_SIZE;
    }

    /** Tells whether it may be sent from where it was read. */
    boolean isLarge() {
        return large;
    }

    /**
     * Readies what was read to be sent from where it is: in the form of the wire, as far as it has that form already, with a chunk's
     * command in front, and the end behind it.
     *
     * @param session hears of each chunk, and of the end, before they are handed over
     * @param scratch an empty buffer
     * @return the range of the buffer to send, from position to limit; null if there isn't enough that can go so
     */
    @Nullable
    ByteBuffer inPlace(Session session, ByteBuffer scratch) {
        boolean chunked = transaction.isChunked();
        if (failure != null || (chunked && !session.mayBeginChunk())) {
            return null;
        }
        int start = HEAD + read.position();
        if (encoder.skipRun(read, LEAST_IN_PLACE) == 0) {
            return null;
        }
        buffer.limit(buffer.capacity()).position(HEAD + read.position());
        finished = atEnd && !read.hasRemaining() && encoder.finish(buffer);
        buffer.limit(buffer.position()).position(start);
        if (chunked) {
            session.beginChunk(scratch, buffer.remaining(), finished);
            putBefore(start, scratch);
        } else if (finished) {
            session.endOfContent();
        }
        return buffer;
    }

    /** What stood there was sent, or is the room that was left for it. */
    private void putBefore(int start, ByteBuffer command) {
        int length = command.position();
        System.arraycopy(
                command.array(), command.arrayOffset(), buffer.array(), buffer.arrayOffset() + start - length, length);
        buffer.position(start - length);
        command.clear();
    }

    boolean isFinished() {
        return finished;
    }

    /**
     * Appends content in the form of the wire, as far as there is room and reading doesn't wait, and announces its end.
     *
     * @param session hears of each chunk, and of the end, before they are handed over
     * @param out backed by an array; what it holds already may be followed
     * @param heedful whether to stop before the last of several buffers
     * @return true when the end was appended
     */
    boolean append(Session session, ByteBuffer out, boolean heedful) {
        if (transaction.isChunked()) {
            return session.mayBeginChunk() && !isBetterAlone(out) && appendChunk(session, out, heedful);
        }
        pull(out, heedful);
        if (finished) {
            session.endOfContent(); // From here on the outcome is in doubt until the reply has come.
        }
        return finished;
    }

    /** A message that fits into one chunk isn't cut in two for the sake of the room behind another. */
    private boolean isBetterAlone(ByteBuffer out) {
        long left = transaction.size() - count + read.remaining() + COMMAND + LONGEST_END;
        boolean fits = transaction.size() >= 0 && left <= out.remaining();
        return out.position() > 0 && !fits && out.remaining() < out.capacity() / 2;
    }

    private boolean appendChunk(Session session, ByteBuffer out, boolean heedful) {
        int start = out.position();
        if (out.remaining() < COMMAND + LONGEST_END) {
            return false;
        }
        out.position(start + COMMAND);
        pull(out, heedful);
        int size = out.position() - start - COMMAND;
        out.position(start);
        if (failure != null || (size == 0 && !finished)) {
            return false;
        }
        session.beginChunk(out, size, finished);
        System.arraycopy(
                out.array(),
                out.arrayOffset() + start + COMMAND,
                out.array(),
                out.arrayOffset() + out.position(),
                size);
        out.position(out.position() + size);
        return finished;
    }

    private void pull(ByteBuffer out, boolean heedful) {
        while (!finished && failure == null && out.remaining() >= LONGEST_END) {
            if (isHungry()) {
                if (mayBlock()) {
                    return;
                }
                read();
                if (heedful && isLastOfSeveral()) {
                    return;
                }
            }
            encode(out);
            finished = atEnd && !read.hasRemaining() && failure == null && encoder.finish(out);
        }
    }

    private void encode(ByteBuffer out) {
        try {
            encoder.encode(read, out);
        } catch (IOException e) {
            failure = e;
        }
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
