package org.postrider.smtp.internal.wire;

import java.nio.ByteBuffer;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.postrider.sockets.SocketError;

/**
 * The ciphertext of a connection: what is on its way out, and what has come and isn't decrypted yet.
 *
 * <p>Used by the wire's thread. A buffer is held while an operation is pending on it or ciphertext is left in it: a connection that
 * rests has none, one that waits for its peer has one. After an error they are not given back, for what is in them is uncertain.
 */
final class Ciphertext {
    private final Wire inner;
    private final Runnable moved;
    private final Borrowed out;
    private final Borrowed in;
    private boolean sending;
    private boolean receiving;
    private boolean ended;
    private @Nullable SocketError error;

    /**
     * Takes over a wire.
     *
     * @param moved runs when something that was pending has completed
     */
    Ciphertext(Wire inner, BufferPool forOut, BufferPool forIn, Runnable moved) {
        this.inner = inner;
        this.moved = moved;
        this.out = new Borrowed(forOut, this::onSent);
        this.in = new Borrowed(forIn, this::onReceived);
    }

    boolean isSending() {
        return sending;
    }

    boolean isReceiving() {
        return receiving;
    }

    /** Tells whether the stream has ended behind what was received. */
    boolean isEnded() {
        return ended;
    }

    /** Gives what ended it all, or null. */
    @Nullable
    SocketError error() {
        return error;
    }

    /** Ends it all; the first error counts. */
    void fail(SocketError cause) {
        if (error == null) {
            error = cause;
        }
    }

    /** Gives an empty buffer to write records to, while nothing is being sent. */
    ByteBuffer room() {
        return out.buffer().clear();
    }

    /** Sends what was written. */
    void send() {
        WireArgs args = out.args();
        int count = args.buffer().position();
        if (count == 0) {
            return;
        }
        sending = inner.sendAsync(args.range(count));
        if (!sending) {
            checkSent();
        }
    }

    /** Gives what was received and is not decrypted, while nothing is being received. */
    Borrowed received() {
        return in;
    }

    /**
     * Receives more behind what is there.
     *
     * @throws SSLException if the buffer is full of a record that has still not come to its end
     */
    void receive() throws SSLException {
        WireArgs args = in.args();
        ByteBuffer buffer = args.buffer().compact();
        if (!buffer.hasRemaining()) {
            throw tooLarge();
        }
        receiving = inner.receiveAsync(args.range(buffer.position(), buffer.remaining()));
        if (!receiving) {
            takeReceived();
        }
    }

    static SSLException tooLarge() {
        return new SSLException("the peer's record is larger than TLS allows");
    }

    private void takeReceived() {
        WireArgs args = in.args();
        args.buffer().position(args.getOffset() + args.getBytesTransferred()).flip();
        if (!args.isSuccess()) {
            fail(args.getSocketError());
        } else if (args.getBytesTransferred() == 0) {
            ended = true;
        }
    }

    private void checkSent() {
        if (!out.args().isSuccess()) {
            fail(out.args().getSocketError());
        }
    }

    private void onSent() {
        sending = false;
        checkSent();
        moved.run();
    }

    private void onReceived() {
        receiving = false;
        takeReceived();
        moved.run();
    }

    /** Lets go of the buffers that hold nothing and on which nothing is pending. */
    void rest() {
        if (!sending) {
            out.letGo(error == null);
        }
        if (!receiving && (error != null || !in.hasRemaining())) {
            in.letGo(error == null);
        }
    }
}
