package org.postrider.smtp.internal.connection;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.internal.session.Session;
import org.postrider.smtp.internal.session.Transaction;
import org.postrider.smtp.internal.wire.Blocks;
import org.postrider.smtp.internal.wire.WireArgs;

/**
 * A message on its way from its content to the wire.
 *
 * <p>{@link #fillAndWait()} and {@link #close()} are the parts that may wait; they run on whatever thread suits the content. Everything
 * else runs on the connection's thread, and but for {@link #end()} never during a read. The content is opened by the first read and closed
 * whatever happened: when it has ended, or, when that comes during a read, by the reader, so that nobody closes a stream under somebody's
 * hands.
 */
final class Body {
    /** How much is read at once. */
    static final int READ_SIZE = 32 * 1024;

    /** So much is put into a block before others get their turn, where reading doesn't wait. */
    static final int SLICE = 128 * 1024;

    /** The longest command in front of a chunk, with sizes of seven digits: no block is larger. */
    private static final int COMMAND = "BDAT 9999999 LAST\r\n".length();

    /** What the end of a line and of the message takes at most. */
    private static final int LONGEST_END = 8;

    /** A channel may give nothing now and then; one that goes on so would hold the connection for ever. */
    private static final int MOST_EMPTY_READS = 1000;

    /** After so long what there is of a block goes as it is, for the step's limit is from one to the next, however slow the content. */
    private static final long PATIENCE = TimeUnit.MILLISECONDS.toNanos(250);

    private enum Use {
        FREE,
        READING,
        OVER
    }

    private final Transaction transaction;
    private final AtomicReference<Use> use = new AtomicReference<>(Use.FREE);
    private final ContentEncoder encoder;
    private final ByteBuffer read; // and not yet encoded
    private final boolean large;
    private @Nullable WireArgs block; // what is being filled
    private @Nullable ReadableByteChannel channel;
    private @Nullable Throwable failure;
    private boolean mayBlock; // the next read; the content is asked anew after each
    private boolean atEnd;
    private boolean finished;
    private boolean begun;
    private long filling; // since when
    private boolean late; // the block isn't full, and has taken long
    private long count;

    /**
     * Makes a body.
     *
     * @param transaction whose content it is. A server that insists on a message for nobody gets just the end of it (RFC 2920, section 3.1)
     * @param buffer room for {@link #READ_SIZE} octets; the body's own until it is closed, longer if that comes during a read
     */
    Body(Transaction transaction, ByteBuffer buffer) {
        this.transaction = transaction;
        this.encoder = new ContentEncoder(transaction.isChunked());
        this.large = transaction.mayBlock() || transaction.size() < 0 || transaction.size() > READ_SIZE;
        this.read = buffer.clear().limit(0);
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

    /** Tells whether it goes out in blocks of its own, instead of behind commands: it is large, or has turned out to be. */
    boolean isLarge() {
        return large || count > READ_SIZE;
    }

    /** Tells whether there is a block to be filled. */
    boolean hasBlock() {
        return block != null;
    }

    /**
     * Gives a block to be filled.
     *
     * @param fresh lent; from here on it is given back by whoever closes the body, unless it is taken before
     */
    void setBlock(WireArgs fresh) {
        fresh.buffer().position(COMMAND);
        block = fresh;
    }

    /** Tells whether the block is to be sent: full, with the end of the message, or late. What failed is to be looked at, too. */
    boolean isFilled() {
        return finished
                || failure != null
                || isLate()
                || (block != null && block.buffer().remaining() < LONGEST_END);
    }

    /** Tells whether the block goes as it is, since the content takes its time. */
    boolean isLate() {
        return isLate(0);
    }

    /** The same with so many octets that are read and not yet in the block; without any there is nothing to send. */
    private boolean isLate(int more) {
        return late && block != null && block.buffer().position() - COMMAND + more > 0;
    }

    /** Goes on filling the block, for a slice, as far as it can be had without waiting; what the content throws is kept. */
    void fill() {
        fill(false, SLICE);
    }

    /** Fills the block, or what of it comes soon, but something, however long that takes; gives how many octets that were. */
    int fillAndWait() {
        return fill(true, Integer.MAX_VALUE);
    }

    private int fill(boolean patient, int most) {
        if (!use.compareAndSet(Use.FREE, Use.READING)) {
            return 0;
        }
        ByteBuffer out =
                Objects.requireNonNull(block, "there is nothing to fill").buffer();
        int start = out.position();
        int end = out.limit();
        out.limit((int) Math.min(end, (long) start + most));
        late = false;
        filling = System.nanoTime();
        pull(out, patient);
        int filled = out.position() - start;
        out.limit(end);
        if (!use.compareAndSet(Use.READING, Use.FREE)) {
            close();
        }
        return filled;
    }

    /**
     * Takes the block to send it, with a chunk's command in front.
     *
     * @param session hears of the chunk, or of the end, before it is handed over
     * @param scratch an empty buffer
     */
    WireArgs takeBlock(Session session, ByteBuffer scratch) {
        WireArgs full = Objects.requireNonNull(block, "there is nothing to send");
        block = null;
        begun = true;
        ByteBuffer out = full.buffer();
        int start = COMMAND;
        if (transaction.isChunked()) {
            session.beginChunk(scratch, out.position() - COMMAND, finished);
            start -= scratch.position();
            out.put(start, scratch.array(), scratch.arrayOffset(), scratch.position());
            scratch.clear();
        } else if (finished) {
            session.endOfContent();
        }
        return full.range(start, out.position() - start);
    }

    private void readOn(ByteBuffer out, boolean patient) {
        try {
            if (channel == null) {
                channel = transaction.content().open(transaction.bodyType());
            }
            if (!readReady(channel, out)) {
                read(channel, patient);
            }
            late = hasTakenLong();
        } catch (Throwable e) { // Not every language makes its authors declare what they throw.
            failure = e;
            read.limit(0);
        }
    }

    /** Reads what needs no encoder straight into the output; false when something else comes next. */
    private boolean readReady(ReadableByteChannel from, ByteBuffer out) throws IOException {
        int octets = encoder.isWithinBreak() ? 0 : transaction.content().readReady(from, out);
        if (octets > 0) {
            encoder.passed(out);
            count += octets;
        }
        return octets > 0;
    }

    private void read(ReadableByteChannel from, boolean patient) throws IOException {
        read.clear();
        try {
            for (int empty = 0; read.hasRemaining() && mayReadOn(patient); ) {
                int n = from.read(read);
                atEnd = n < 0;
                late = hasTakenLong();
                mayBlock = transaction.mayBlock() && transaction.content().mayBlock(from);
                empty = n == 0 ? empty + 1 : 0;
                if (empty > MOST_EMPTY_READS) {
                    throw new IOException("the message's content gives neither bytes nor its end");
                }
            }
        } finally {
            read.flip();
        }
        count += read.limit();
    }

    private boolean mayReadOn(boolean patient) {
        return !atEnd && !isOver() && (patient || !mayBlock) && !isLate(read.position());
    }

    /** Only where a block is filled: what is read between commands waits for nothing. */
    private boolean hasTakenLong() {
        return block != null && System.nanoTime() - filling > PATIENCE;
    }

    /** Tells whether some of it was given away before: a server had the time to speak out of turn. */
    boolean hasBegun() {
        return begun;
    }

    boolean isFinished() {
        return finished;
    }

    /**
     * Appends content in the form of the wire, as far as there is room, and announces its end.
     *
     * @param session hears of each chunk, and of the end, before they are handed over
     * @param out backed by an array; what it holds already may be followed
     * @return true when the end was appended
     */
    boolean append(Session session, ByteBuffer out) {
        begun = true;
        if (transaction.isChunked()) {
            return session.mayBeginChunk() && !isBetterAlone(out) && appendChunk(session, out);
        }
        pull(out, false);
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

    private boolean appendChunk(Session session, ByteBuffer out) {
        int start = out.position();
        if (out.remaining() < COMMAND + LONGEST_END) {
            return false;
        }
        out.position(start + COMMAND);
        pull(out, false);
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

    private void pull(ByteBuffer out, boolean patient) {
        while (!finished && failure == null && !isOver() && !isLate() && out.remaining() >= LONGEST_END) {
            if (!atEnd && !read.hasRemaining()) {
                if (mayBlock && !patient) {
                    return;
                }
                readOn(out, patient);
            }
            encode(out);
            finished = atEnd && !read.hasRemaining() && failure == null && encoder.finish(out);
        }
    }

    /** Tells whether nobody wants the message any more, which ends a read. */
    private boolean isOver() {
        return use.get() == Use.OVER;
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

    /** Ends it: it is read no further. True when it is to be closed now; where it is being read, the reader does that. */
    boolean end() {
        return use.getAndSet(Use.OVER) == Use.FREE;
    }

    /** Closes the content, after the end; what that throws can't change what the server was given and is not passed on. */
    void close() {
        WireArgs lent = block;
        block = null;
        if (lent != null) {
            Blocks.shared().takeBack(lent);
        }
        ReadableByteChannel open = channel;
        if (open == null) {
            return;
        }
        channel = null;
        try {
            open.close();
        } catch (Throwable e) {
            System.getLogger("org.postrider.smtp")
                    .log(System.Logger.Level.DEBUG, "closing a message's content failed", e);
        }
    }
}
