package org.postrider.testkit.internal.sink;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Objects;

/**
 * A client's connection: reads into the loop's one buffer, lets the session answer, writes when it may.
 *
 * <p>For the loop's thread. A client that doesn't read its replies isn't read either, once {@link #MOST_WAITING} octets wait for it.
 */
final class SinkConnection {
    private static final int MOST_WAITING = 256 * 1024;

    private final SinkLoop loop;
    private final SelectionKey key;
    private final Outbox out = new Outbox();
    private final SinkSession session;
    private SinkChannel channel;
    private int interest = SelectionKey.OP_READ;

    /** Replies before this mark may be written. */
    private long due;

    private boolean isEnding;

    SinkConnection(SinkLoop loop, SocketChannel socket, SelectionKey key) {
        this.loop = loop;
        this.key = key;
        this.channel = new PlainChannel(socket);
        this.session = new SinkSession(loop.settings(), loop.tally(), out);
    }

    /** Sends the greeting. */
    void begin() throws IOException {
        answered(0);
        pump();
    }

    void ready() throws IOException {
        if (key.isReadable() && isReading()) {
            read();
        }
        pump();
    }

    private boolean isReading() {
        return (interest & SelectionKey.OP_READ) != 0;
    }

    private void read() throws IOException {
        ByteBuffer input = loop.input();
        int count;
        do {
            long before = out.total();
            count = channel.read(input.clear());
            if (count > 0) {
                loop.tally().read();
                session.take(input.flip());
            }
            isEnding = count < 0 || session.isOver();
            answered(before);
        } while (!isEnding && count > 0 && channel.mayHaveMore() && out.size() < MOST_WAITING);
    }

    /** What was said since then is one batch of replies, due now or later. */
    private void answered(long before) {
        long after = out.total();
        if (after == before) {
            return;
        }
        loop.tally().batch();
        if (loop.settings().delayNanos() == 0) {
            due = after;
        } else {
            loop.later(this, after);
        }
    }

    /** The delay of a batch is over. */
    void due(long mark) throws IOException {
        if (key.isValid()) {
            due = mark;
            pump();
        }
    }

    /** Writes, and reads on what the channel kept while the client didn't read its replies. */
    private void pump() throws IOException {
        while (write()) {
            read();
        }
    }

    /** {@return whether reading goes on, of which no selector would tell} */
    private boolean write() throws IOException {
        if (out.hasBefore(due)) {
            out.writeTo(channel, due);
        }
        if (out.size() == 0 && session.isHandshakeDue()) {
            secure();
        }
        boolean waits = out.hasBefore(due) || channel.wantsToWrite();
        if (isEnding && out.size() == 0 && !waits) {
            close();
            return false;
        }
        boolean reads = !isEnding && out.size() < MOST_WAITING;
        boolean resumes = reads && !isReading() && channel.mayHaveMore();
        watch((waits ? SelectionKey.OP_WRITE : 0) | (reads ? SelectionKey.OP_READ : 0));
        return resumes;
    }

    private void watch(int wanted) {
        if (wanted != interest) {
            interest = wanted;
            key.interestOps(wanted);
        }
    }

    private void secure() throws IOException {
        channel =
                TlsChannel.over(channel, Objects.requireNonNull(loop.settings().tls()));
        session.secured();
    }

    void close() {
        key.cancel();
        try {
            key.channel().close();
        } catch (IOException expected) {
            // The client is gone, which is all that was wanted.
        }
    }
}
