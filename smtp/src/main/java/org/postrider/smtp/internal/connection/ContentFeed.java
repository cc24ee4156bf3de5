package org.postrider.smtp.internal.connection;

import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.DeliveryOutcome;
import org.postrider.smtp.internal.session.Action;
import org.postrider.smtp.internal.session.Session;
import org.postrider.smtp.internal.session.Transaction;
import org.postrider.smtp.internal.wire.Blocks;
import org.postrider.smtp.internal.wire.Borrowed;
import org.postrider.smtp.internal.wire.WireArgs;

/**
 * Feeds the content of messages to the output of a connection, one body after the other, and has workers read what may wait.
 *
 * <p>Used by the conversation's thread, but for {@link #isReading()}.
 */
final class ContentFeed {
    /** The conversation, as far as content concerns it. */
    interface Conversation {
        /** Tells whether the network takes what it is given as it is. */
        boolean isPlain();

        /** Looks, where nobody waits for it, whether the server has spoken out of turn. */
        boolean hear();

        /** Some of a message is handed to the network. */
        void progress(long sent, long size);

        /** Carries out what the session wants. */
        void perform(Action action);

        /** A worker has read on, or couldn't. */
        void fed(@Nullable Throwable error);
    }

    /** A link that takes a block within this is fast enough for a larger one. */
    private static final long SOON = TimeUnit.MILLISECONDS.toNanos(50);

    private final Session session;
    private final Waits waits;
    private final Conversation conversation;
    private final Runnable sent;
    private @Nullable Body body;
    private volatile @Nullable Body reading; // the body that is with the workers
    private Borrowed buffer = newBuffer(); // for one body after the other
    private @Nullable WireArgs leaving; // the block on its way, or the next one to go
    private int measure = Blocks.LEAST;
    private long handedOver; // when the block was
    private boolean late; // the block, which went as it was

    /**
     * Makes a feed.
     *
     * @param sent runs after a block was sent that was pending
     */
    ContentFeed(Session session, Waits waits, Conversation conversation, Runnable sent) {
        this.session = session;
        this.waits = waits;
        this.conversation = conversation;
        this.sent = sent;
    }

    /** What came of it. */
    enum Fed {
        /** A message has come to its end, so that more may follow. */
        ENDED,
        /** Nothing is due, or the buffer has to be sent first, or a worker reads. */
        ENOUGH,
        /** A block is full: {@link ContentFeed#block()}. */
        BLOCK,
        /** There is more to be had at once, when others have had their turn. */
        SLICE,
        /** Something else has happened that the conversation has to look at. */
        DISTURBED
    }

    /**
     * Appends content that is due.
     *
     * @param out what it is appended to
     * @param door whose thread this is; in the blocking one the server is heard before the end of a long message
     */
    Fed append(ByteBuffer out, Door door) {
        Body source = due(door);
        if (source == null || source == reading) {
            return Fed.ENOUGH;
        }
        return source.isLarge() ? fillBlock(source, out, door) : append(source, out, door);
    }

    private Fed append(Body source, ByteBuffer out, Door door) {
        boolean ended = source.append(session, out);
        Throwable failure = source.failure();
        if (failure != null) {
            return failed(source, failure, door);
        }
        if (ended) {
            conversation.progress(source.count(), source.size());
            drop(door);
            return Fed.ENDED;
        }
        return Fed.ENOUGH;
    }

    /** Fills a block, and hands it over once it is full. Commands go first; a chunk that may not begin yet needs no block. */
    private Fed fillBlock(Body source, ByteBuffer scratch, Door door) {
        if (scratch.position() > 0 || (source.transaction().isChunked() && !session.mayBeginChunk())) {
            return Fed.ENOUGH;
        }
        if (!source.hasBlock()) {
            source.setBlock(Blocks.shared().lend(measure, conversation.isPlain(), sent));
        }
        if (!source.isFilled()) {
            if (source.mayBlock()) {
                return readMore(source, door);
            }
            source.fill();
        }
        Throwable failure = source.failure();
        if (failure != null) {
            return failed(source, failure, door);
        }
        if (!source.isFilled()) {
            return Fed.SLICE;
        }
        if (door.isBlocking() && source.hasBegun() && conversation.hear()) {
            return Fed.DISTURBED;
        }
        late = source.isLate();
        leaving = source.takeBlock(session, scratch);
        handedOver = System.nanoTime();
        if (source.isFinished()) {
            conversation.progress(source.count(), source.size());
            drop(door);
        }
        return Fed.BLOCK;
    }

    /** Gives what is to be sent next. */
    WireArgs block() {
        return Objects.requireNonNull(leaving, "no block is full");
    }

    /**
     * What was handed to the network is no longer on its way, well or badly. As long as the content fills a block soon, and the network
     * takes all of it soon, the next one is twice as large: each costs a call, and wakes whoever reads. Where they don't, small ones keep
     * the steps short, and leave the large ones to others.
     */
    void settled() {
        WireArgs gone = leaving;
        if (gone != null) {
            leaving = null;
            Blocks.shared().takeBack(gone);
            boolean soon = !late && System.nanoTime() - handedOver < SOON;
            measure = soon ? Math.min(Blocks.MOST, 2 * measure) : Blocks.LEAST;
        }
    }

    /** Tells whether a worker reads; any thread may ask. */
    boolean isReading() {
        return reading != null;
    }

    /** Tells of the message that is under way how far it has got. */
    void sent() {
        if (body != null) {
            conversation.progress(body.count(), body.size());
        }
    }

    /** Gives the body of the message whose content is due. One whose message was given up is dropped. */
    private @Nullable Body due(Door door) {
        Transaction due = session.contentDue();
        if (body != null && body.transaction() != due) {
            drop(door);
        }
        if (body == null && due != null) {
            body = new Body(due, buffer.args().buffer());
        }
        return body;
    }

    /** For the one that no operation is done with. */
    private static Borrowed newBuffer() {
        return new Borrowed(Body.READ_SIZE, () -> {});
    }

    /** Lets go of the buffer between two messages. */
    void rest() {
        if (body == null) {
            buffer.letGo(true);
        }
    }

    private Fed readMore(Body source, Door door) {
        reading = source;
        boolean[] started = {false};
        waits.onRead(door, source::fillAndWait, error -> {
            if (reading != source) {
                return; // The message was given up meanwhile.
            }
            if (error == null) {
                reading = null; // After an error the wait has ended, not the reader: the buffer remains its own.
            }
            if (started[0] || error != null) {
                conversation.fed(error);
            }
        });
        started[0] = true;
        return reading == null ? Fed.DISTURBED : Fed.ENOUGH;
    }

    private Fed failed(Body source, Throwable failure, Door door) {
        Loss loss = ContentTrouble.loss(failure, door);
        conversation.perform(session.withdraw(source.transaction(), loss.failure(DeliveryOutcome.NOT_SENT)));
        return Fed.DISTURBED;
    }

    /** Lets go of the body. Closing somebody's stream may wait as reading it does. */
    void drop(Door door) {
        Body over = body;
        body = null;
        if (over == null) {
            return;
        }
        if (over == reading) {
            reading = null;
            buffer = newBuffer(); // Nobody knows how long the reader goes on.
        }
        if (!over.end()) {
            return; // Its reader closes it.
        }
        if (over.mayBlock()) {
            waits.on(Relay.READS, door, over::close, done -> {});
        } else {
            over.close();
        }
    }
}
