package org.postrider.smtp.internal.connection;

import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.DeliveryOutcome;
import org.postrider.smtp.FailureKind;
import org.postrider.smtp.internal.session.Action;
import org.postrider.smtp.internal.session.Session;
import org.postrider.smtp.internal.session.Transaction;
import org.postrider.smtp.internal.wire.WireArgs;

/**
 * Feeds the content of messages to the output of a connection, one body after the other, and has workers read what may wait.
 *
 * <p>Used by the conversation's thread only.
 */
final class ContentFeed {
    /** The conversation, as far as content concerns it. */
    interface Conversation {
        /** Looks, where nobody waits for it, whether the server has spoken out of turn. */
        boolean hear();

        /** Some of a message is handed to the network. */
        void progress(long sent, long size);

        /** Carries out what the session wants. */
        void perform(Action action);

        /** A worker has read on, or couldn't. */
        void fed(@Nullable Throwable error);
    }

    private final Session session;
    private final Waits waits;
    private final Conversation conversation;
    private final Runnable sent;
    private @Nullable Body body;
    private @Nullable Body reading; // the body that is with the workers
    private @Nullable ByteBuffer small; // for one body after the other, as the next one
    private @Nullable WireArgs large;

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
        /** What comes next is sent from where it was read: {@link ContentFeed#block()}. */
        IN_PLACE,
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
        if (source.isLarge() && out.position() == 0 && source.isHungry()) {
            if (source.mayBlock()) {
                return readMore(source, door);
            }
            source.read();
        }
        boolean heedful = door.isBlocking() && !source.isLastOfSeveral();
        if (door.isBlocking() && !heedful && out.position() == 0 && conversation.hear()) {
            return Fed.DISTURBED;
        }
        if (source.isLarge() && out.position() == 0 && sendsInPlace(source, out, door)) {
            return Fed.IN_PLACE;
        }
        boolean ended = source.append(session, out, heedful);
        if (heedful && source.isLastOfSeveral() && out.position() == 0) {
            return append(out, door); // It has turned out to be the last just now.
        }
        if (source.failure() != null) {
            failed(source);
            return Fed.DISTURBED;
        }
        if (ended) {
            conversation.progress(source.count(), source.size());
            drop(door);
            return Fed.ENDED;
        }
        return out.position() == 0 && source.isHungry() ? readMore(source, door) : Fed.ENOUGH;
    }

    private boolean sendsInPlace(Body source, ByteBuffer scratch, Door door) {
        ByteBuffer ready = source.inPlace(session, scratch);
        if (ready == null) {
            return false;
        }
        block().range(ready.position(), ready.remaining());
        if (source.isFinished()) {
            conversation.progress(source.count(), source.size());
            drop(door);
        }
        return true;
    }

    /** Gives what is to be sent from where it was read; the next content is appended when it was sent. */
    WireArgs block() {
        return Objects.requireNonNull(large, "nothing was read into a block");
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
            body = new Body(due, bufferFor(due));
        }
        return body;
    }

    private ByteBuffer bufferFor(Transaction due) {
        if (due.mayBlock() || due.size() < 0 || due.size() > Body.READ_SIZE) {
            large = large == null ? new WireArgs(Body.LARGE_BUFFER, sent) : large;
            return large.buffer();
        }
        small = small == null ? ByteBuffer.allocate(Body.READ_SIZE) : small;
        return small;
    }

    private Fed readMore(Body source, Door door) {
        reading = source;
        boolean[] started = {false};
        waits.on(Relay.READS, door, source::readAndWait, error -> {
            if (reading != source) {
                return; // The message was given up meanwhile.
            }
            reading = null;
            if (started[0] || error != null) {
                conversation.fed(error);
            }
        });
        started[0] = true;
        return reading == null ? Fed.DISTURBED : Fed.ENOUGH;
    }

    private void failed(Body source) {
        Throwable cause = source.failure();
        String text = "the message couldn't be read: " + (cause == null ? "" : cause.getMessage());
        Loss loss = new Loss(FailureKind.CONTENT, text, cause);
        conversation.perform(session.withdraw(source.transaction(), loss.failure(DeliveryOutcome.NOT_SENT)));
    }

    /** Lets go of the body. Closing somebody's stream may wait as reading it does. */
    void drop(Door door) {
        Body over = body;
        body = null;
        if (over == null) {
            return;
        }
        boolean isRead = over == reading;
        if (isRead) {
            reading = null;
            large = null; // Nobody knows how long the reader goes on.
        }
        if (isRead || over.mayBlock()) {
            waits.on(Relay.READS, door, over::close, done -> {});
        } else {
            over.close();
        }
    }
}
