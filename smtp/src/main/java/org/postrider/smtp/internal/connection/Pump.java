package org.postrider.smtp.internal.connection;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.FailureKind;
import org.postrider.smtp.SmtpReply;
import org.postrider.smtp.internal.connection.ContentFeed.Fed;
import org.postrider.smtp.internal.session.Action;
import org.postrider.smtp.internal.session.ReplyParser;
import org.postrider.smtp.internal.session.ReplyParser.MalformedReplyException;
import org.postrider.smtp.internal.session.Session;
import org.postrider.smtp.internal.session.SessionState;
import org.postrider.smtp.internal.wire.Borrowed;
import org.postrider.smtp.internal.wire.PlainWire;
import org.postrider.smtp.internal.wire.Wire;
import org.postrider.smtp.internal.wire.WireArgs;
import org.postrider.sockets.SocketError;

/**
 * Moves bytes between a wire and a session until neither can go on; operations that complete inline loop, they never recurse.
 *
 * <p>Through a blocking wire {@link #run()} returns when nothing is awaited any more; through a loop's wire it returns as soon as
 * everything that can be started is pending, and whatever completes calls it again. Used by the conversation's thread only.
 *
 * <p>The trap: what the owner does in answer to an action may submit more work. That sets a flag and the running loop goes round once
 * more, instead of starting a loop within the loop.
 */
final class Pump implements ContentFeed.Conversation {
    /** What happens to the owner of the conversation, on the conversation's thread. */
    interface Owner {
        /** STARTTLS was accepted and nothing waits to be read: put the wire under TLS. */
        void secure();

        /** A transaction may be submitted. */
        void ready();

        /** A transaction has ended and the connection goes on. */
        void delivered(Action.Deliver delivery);

        /** The conversation is over; nothing more will happen. */
        void closed(Action.Close close);

        /** A step has ended or another has begun: its limit starts now. */
        void stepped();

        /** Nothing can go on at the moment, and the pump has let go of the conversation. */
        void rested();

        /** Some of the message was handed to the network. */
        void progress(long sent, long size);

        /** Tells why the wire failed: the owner may have closed it, or know more than the error code. */
        Loss explain(@Nullable SocketError error);
    }

    private static final int OUT_SIZE = 64 * 1024;
    private static final int IN_SIZE = 4 * 1024;

    /** After so many buffers in a row, or one large block, the other connections of the loop get their turn. */
    private static final int TURN = 32;

    private final Session session;
    private Door door;
    private final Waits waits;
    private final Owner owner;
    private final ContentFeed feed;
    private final ReplyParser parser = new ReplyParser();
    private final Borrowed output = new Borrowed(OUT_SIZE, this::onSent);
    private @Nullable WireArgs outgoing; // what was sent last
    private final WireArgs inArgs = new WireArgs(IN_SIZE, this::onReceived);
    private final ByteBuffer in = inArgs.buffer().limit(0); // what was received and not yet parsed

    private @Nullable Wire wire;
    private @Nullable SocketError broken; // what ended the way out; the server's last word may still be read
    private boolean sending;
    private boolean secret; // what is being sent
    private boolean receiving;
    private boolean stopped;
    private boolean running;
    private boolean again;
    private boolean scheduled;
    private int turns; // taken in a row
    private int heard; // replies

    Pump(Session session, Door door, Executor workers, Owner owner) {
        this.session = session;
        this.door = door;
        this.waits = new Waits(workers);
        this.feed = new ContentFeed(session, waits, this, this::onSent);
        this.owner = owner;
    }

    /** Gives the wire to use from now on; null while it is being put under TLS. */
    void setWire(@Nullable Wire wire) {
        this.wire = wire;
    }

    /** Goes on through another door from now on; only while nothing is under way. */
    void setDoor(Door door) {
        this.door = door;
    }

    /** Tells whether everything that came was a whole reply, and was taken. */
    boolean isCaughtUp() {
        return !in.hasRemaining() && !parser.isAmidReply() && !receiving && !sending && !scheduled;
    }

    /** Runs behind whatever else has come to the loop by then. */
    void runLater() {
        if (!scheduled) {
            scheduled = true;
            door.enter(() -> {
                scheduled = false;
                run();
            });
        }
    }

    void run() {
        assert door.isHome() : "a conversation is touched by its own thread only";
        again = true;
        if (running) {
            return;
        }
        running = true;
        try {
            for (turns = 0; again && (turns < TURN || door.isBlocking()); turns++) {
                again = takeIn() || moveOut() || moveIn();
            }
        } catch (RuntimeException | Error e) {
            again = false;
            fail(new Loss(FailureKind.CONTENT, "the message can't be sent: " + ContentTrouble.why(e), e));
        } finally {
            running = false;
            rest();
        }
        if (again && !stopped) {
            runLater();
        } else if (!scheduled) {
            owner.rested(); // It may hand the conversation on to another thread, which a later run would meet.
        }
    }

    /** Lets go of the buffers that nothing is in. After a failure what is in them is uncertain, a secret perhaps. */
    private void rest() {
        if (!sending) {
            output.letGo(broken == null && !stopped);
            feed.rest();
        }
    }

    /** Carries out what the session wants, whoever asked it. */
    @Override
    public void perform(Action action) {
        if (action instanceof Action.Deliver delivery) {
            owner.stepped();
            owner.delivered(delivery);
        } else if (action instanceof Action.Close close) {
            stop(close);
        } else if (action instanceof Action.Await<?> await) {
            await(await);
        } else {
            switch ((Action.Signal) action) {
                case CONTINUE -> owner.stepped();
                case START_TLS -> startTls();
                case READY -> {
                    owner.stepped();
                    owner.ready();
                }
            }
        }
        again = true;
    }

    /** The wait is for a copy: whoever gives it up must not touch what others may wait for too. */
    private <T> void await(Action.Await<T> await) {
        owner.stepped();
        waits.until(door, await.work().apply(waits.workers()).copy(), (value, error) -> {
            if (waits.isAbandoned() || error instanceof InterruptedException) {
                fail(owner.explain(null));
            } else if (!stopped) {
                perform(await.then().proceed(value, error));
                run();
            }
        });
    }

    /** The wire was lost. */
    void lost(@Nullable SocketError error) {
        fail(owner.explain(error));
    }

    /** Counts the replies. */
    int heard() {
        return heard;
    }

    boolean isStopped() {
        return stopped;
    }

    /** Ends the conversation from outside of it. */
    void fail(Loss loss) {
        if (!stopped) {
            boolean silent = isPlain() && heard == 0 && !parser.isAmidReply();
            perform(session.fail(loss.kind(), silent ? loss.textOfSilence() : loss.text(), loss.cause()));
        }
    }

    /**
     * Reads one reply out of what came; true when there was something. It goes first: a reply that came before its command was said
     * must not be taken for the answer.
     */
    private boolean takeIn() {
        if (stopped || !in.hasRemaining()) {
            return false;
        }
        parse();
        return true;
    }

    /** Starts to send what there is to send; true when something moved. */
    private boolean moveOut() {
        Wire target = wire;
        if (stopped || target == null || sending || broken != null) {
            return false;
        }
        WireArgs args = output.args();
        ByteBuffer out = args.buffer().clear();
        Fed fed;
        do {
            session.nextOutput(out);
            fed = feed.append(out, door);
        } while (fed == Fed.ENDED); // Where the server lets us, the next message follows in the same write.
        if (fed == Fed.SLICE || fed == Fed.BLOCK) {
            turns = TURN; // To read that much, or to send it, takes as long as many messages of the others.
        }
        if (stopped) {
            feed.settled(); // A block may have been full already.
            return false;
        }
        if (out.position() == 0 && fed != Fed.BLOCK) {
            return fed == Fed.DISTURBED || fed == Fed.SLICE;
        }
        outgoing = fed == Fed.BLOCK ? feed.block() : args.range(out.position());
        secret = session.state() == SessionState.AUTH;
        sending = target.sendAsync(outgoing);
        if (!sending) {
            sent(outgoing);
        }
        return true;
    }

    @Override
    public boolean isPlain() {
        return wire instanceof PlainWire;
    }

    /** Hears what was said out of turn: where each waits for the other, it would pass for the answer. */
    @Override
    public boolean hear() {
        Wire source = wire;
        return source != null
                && in.limit(source.receiveAvailable(in.clear())).position(0).hasRemaining();
    }

    @Override
    public void progress(long sent, long size) {
        owner.progress(sent, size);
    }

    @Override
    public void fed(@Nullable Throwable error) {
        if (error != null) {
            fail(owner.explain(null));
        } else if (!stopped) {
            run();
        }
    }

    /** Has a worker do what TLS computes or asks others: the issuer of a certificate may never answer whether it was revoked. */
    void offload(Runnable task, Runnable then) {
        waits.onWorker(door, task, error -> {
            if (error == null) {
                then.run();
            } else {
                fail(owner.explain(null));
            }
        });
    }

    /** Tells whether it is content that nothing goes on without, not the server; any thread may ask. Who waits for it hears no reply. */
    boolean isReading() {
        return feed.isReading()
                && (door.isBlocking() || session.awaited() == null || session.state() == SessionState.BODY);
    }

    /** Ends the wait for anything but the network, from any thread; the conversation then asks its owner why. */
    void abandon() {
        waits.abandon();
    }

    private void onSent() {
        sending = false;
        sent(Objects.requireNonNull(outgoing, "nothing was sent"));
        run();
    }

    private void sent(WireArgs args) {
        SocketError error = args.getSocketError();
        outgoing = null;
        feed.settled();
        if (error != SocketError.SUCCESS) {
            broken = error;
            return;
        }
        if (secret) {
            Arrays.fill(args.buffer().array(), (byte) 0);
        }
        owner.stepped();
        feed.sent();
    }

    /**
     * Starts to receive; true when something came at once. Where nothing waits for it, a word out of turn is heard during a transaction
     * as well, but nothing is received between two: there the connection changes hands.
     */
    private boolean moveIn() {
        Wire source = wire;
        if (stopped || source == null || receiving) {
            return false;
        }
        boolean due = session.awaited() != null || broken != null;
        if (!due && (door.isBlocking() || session.state() == SessionState.READY)) {
            return false;
        }
        receiving = source.receiveAsync(inArgs.range(IN_SIZE));
        if (!receiving) {
            received();
        }
        return !receiving;
    }

    private void onReceived() {
        receiving = false;
        received();
        run();
    }

    private void received() {
        if (stopped) {
            return;
        }
        if (!inArgs.isSuccess() || inArgs.getBytesTransferred() == 0) {
            SocketError error = inArgs.isSuccess() ? broken : inArgs.getSocketError();
            fail(owner.explain(error));
            return;
        }
        in.position(0).limit(inArgs.getBytesTransferred());
    }

    private void parse() {
        try {
            SmtpReply reply = parser.parse(in);
            if (reply != null) {
                heard++;
                perform(session.received(reply));
            }
        } catch (MalformedReplyException e) {
            fail(new Loss(FailureKind.PROTOCOL, "the server's reply is malformed: " + e.getMessage(), e));
        }
    }

    /** Whatever came in clear behind the 220 was put there by somebody else (RFC 3207, section 6; CVE-2011-0411). */
    private void startTls() {
        if (in.hasRemaining()) {
            fail(new Loss(
                    FailureKind.PROTOCOL,
                    "bytes came in clear behind the reply to STARTTLS: someone may be injecting them",
                    null));
            return;
        }
        wire = null;
        owner.stepped();
        owner.secure();
    }

    private void stop(Action.Close close) {
        stopped = true;
        feed.drop(door);
        owner.closed(close);
    }
}
