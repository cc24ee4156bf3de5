package org.postrider.smtp.internal.wire;

import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.TlsFacts;
import org.postrider.sockets.SocketAsyncOperation;
import org.postrider.sockets.SocketError;

/**
 * Puts any wire under TLS, so that STARTTLS and TLS from the first byte are one code.
 *
 * <p>Life cycle: {@link #handshakeAsync} once, then sends and receives like any wire. Three things may be waited for: ciphertext on its
 * way out, ciphertext on its way in, and the engine's own long computations, which run elsewhere. Whatever completes resumes whoever
 * waited. The trap: an engine may want to send while we receive (a key update, a late handshake message); such records share the way
 * out with the caller's data, so they wait until it is free.
 *
 * <p>A failed operation completes with {@link SocketError#CONNECTION_ABORTED} when TLS failed, and {@link #failure()} has the cause.
 */
public final class TlsWire implements Wire {
    private final Wire inner;
    private final SSLEngine engine;
    private final EngineTasks tasks;
    private final WireArgs cipherOut;
    private final WireArgs cipherIn;
    private final ByteBuffer received; // ciphertext not yet unwrapped, ready to be read
    private final ByteBuffer plaintext; // unwrapped and not yet asked for, ready to be read
    private final ByteBuffer nothing = ByteBuffer.allocate(0);

    private @Nullable WireArgs sending;
    private @Nullable ByteBuffer unsent;
    private @Nullable WireArgs receiving;
    private @Nullable Runnable handshaking;
    private boolean outBusy;
    private boolean inBusy;
    private boolean replyDue; // the engine wants to send, and the way out was busy
    private boolean ended;
    private @Nullable SocketError error;
    private @Nullable SSLException failure;
    private long handshakeStart;

    /**
     * Makes a wire that hasn't shaken hands.
     *
     * @param inner the wire below; nobody else uses it from now on
     * @param engine a client engine, configured whom to trust
     * @param offload where the engine's long computations run
     */
    public TlsWire(Wire inner, SSLEngine engine, Offload offload) {
        this.inner = inner;
        this.engine = engine;
        this.tasks = new EngineTasks(engine, offload, this::resume);
        int packet = engine.getSession().getPacketBufferSize();
        this.cipherOut = new WireArgs(2 * packet, this::onSent);
        this.cipherIn = new WireArgs(2 * packet, this::onReceived);
        this.received = cipherIn.buffer().limit(0);
        this.plaintext = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize())
                .limit(0);
    }

    /**
     * Agrees on keys with the peer and checks who it is.
     *
     * @param completed runs when a pending handshake has ended
     * @return true when pending; false when it has ended, well unless {@link #failure()} or {@link #error()} says otherwise
     */
    public boolean handshakeAsync(Runnable completed) {
        handshakeStart = System.currentTimeMillis();
        handshaking = completed;
        try {
            engine.beginHandshake();
        } catch (SSLException e) {
            fail(e);
        }
        if (!advanceHandshake()) {
            return true;
        }
        handshaking = null;
        return false;
    }

    @Override
    public boolean sendAsync(WireArgs args) {
        args.begin(this, SocketAsyncOperation.SEND);
        sending = args;
        unsent = args.view();
        if (!advanceSend(unsent)) {
            return true;
        }
        endSend(args);
        return false;
    }

    @Override
    public boolean receiveAsync(WireArgs args) {
        args.begin(this, SocketAsyncOperation.RECEIVE);
        receiving = args;
        if (!advanceReceive()) {
            return true;
        }
        endReceive(args);
        return false;
    }

    /**
     * Tells why TLS failed.
     *
     * @return the cause, or null if it didn't
     */
    public @Nullable SSLException failure() {
        return failure;
    }

    /**
     * Tells whether the wire below, or TLS itself, has failed.
     *
     * @return the error, or null
     */
    public @Nullable SocketError error() {
        return error;
    }

    /**
     * Tells whether more has come than was asked for.
     *
     * @return true when octets wait here that the wire below doesn't have any more
     */
    public boolean hasInput() {
        return plaintext.hasRemaining() || received.hasRemaining();
    }

    /** Tells the peer that nothing more will come (RFC 8446, section 6.1), without waiting for it to be heard. */
    public void closeNotify() {
        engine.closeOutbound();
        flushEngine();
    }

    /**
     * Tells what was agreed on; valid after the handshake.
     *
     * @return the facts
     */
    public TlsFacts facts() {
        return Agreement.of(engine.getSession(), handshakeStart);
    }

    /** Moves the handshake until it has ended (true) or something has to be waited for (false). */
    private boolean advanceHandshake() {
        while (error == null) {
            if (outBusy || inBusy || tasks.isBusy()) {
                return false;
            }
            switch (engine.getHandshakeStatus()) {
                case NEED_TASK -> tasks.run();
                case NEED_WRAP -> flushEngine();
                case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> unwrap();
                default -> {
                    return true;
                }
            }
        }
        return true;
    }

    /** Encrypts and sends until all is taken (true) or the way out is busy (false). */
    private boolean advanceSend(ByteBuffer source) {
        while (error == null && (outBusy || source.hasRemaining())) {
            if (outBusy || tasks.isBusy()) {
                return false;
            }
            wrapInto(source);
        }
        return true;
    }

    /** Fills the way out with as many records as it holds, and sends them together. */
    private void wrapInto(ByteBuffer source) {
        ByteBuffer out = cipherOut.buffer().clear();
        try {
            SSLEngineResult result;
            do {
                result = engine.wrap(source, out);
            } while (result.getStatus() == Status.OK && result.bytesProduced() > 0 && source.hasRemaining());
            if (out.position() == 0) {
                afterEmptyWrap(result);
            }
        } catch (SSLException e) {
            fail(e);
            return;
        }
        send(out);
    }

    /** No record came of the caller's data: the engine computes first, or the conversation under TLS can't go on. */
    private void afterEmptyWrap(SSLEngineResult result) throws SSLException {
        if (result.getStatus() == Status.CLOSED) {
            error = SocketError.SHUTDOWN; // The peer has said goodbye (RFC 5246, section 7.2.1): TLS itself has not
            // failed.
            return;
        }
        if (result.getHandshakeStatus() != HandshakeStatus.NEED_TASK) {
            throw new SSLException(
                    "the peer wants to renegotiate, which isn't done: it is how sessions were spliced (RFC 5746)");
        }
        tasks.run();
    }

    /** Decrypts until there is something to give or the stream has ended (true), or input has to be waited for (false). */
    private boolean advanceReceive() {
        while (error == null && !ended && !plaintext.hasRemaining()) {
            if (inBusy || tasks.isBusy()) {
                return false;
            }
            unwrap();
        }
        return true;
    }

    /** Takes one record from what was received, or receives more. */
    private void unwrap() {
        try {
            plaintext.compact();
            SSLEngineResult result = engine.unwrap(received, plaintext);
            plaintext.flip();
            switch (result.getStatus()) {
                case BUFFER_UNDERFLOW -> receiveMore();
                case CLOSED -> endOfStream();
                case BUFFER_OVERFLOW -> throw new SSLException("the peer's record is larger than TLS allows");
                default -> afterRecord(result);
            }
        } catch (SSLException e) {
            plaintext.flip();
            fail(e);
        }
    }

    /** After the handshake a record may make the engine want to answer or compute: a ticket, a key update. */
    private void afterRecord(SSLEngineResult result) {
        if (handshaking != null) {
            return;
        }
        if (result.getHandshakeStatus() == HandshakeStatus.NEED_TASK) {
            tasks.run();
        } else if (result.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
            flushEngine();
        }
    }

    private void receiveMore() {
        received.compact();
        cipherIn.range(received.position(), received.remaining());
        inBusy = inner.receiveAsync(cipherIn);
        if (!inBusy) {
            takeReceived();
        }
    }

    private void takeReceived() {
        received.position(received.position() + cipherIn.getBytesTransferred()).flip();
        if (!cipherIn.isSuccess()) {
            error = cipherIn.getSocketError();
        } else if (cipherIn.getBytesTransferred() == 0) {
            endOfStream();
        }
    }

    private void endOfStream() {
        ended = true;
        if (handshaking != null) {
            fail(new SSLException("the server closed the connection during the TLS handshake"));
        }
    }

    /** Sends what the engine itself wants to say. */
    private void flushEngine() {
        replyDue = outBusy;
        if (outBusy) {
            return;
        }
        ByteBuffer out = cipherOut.buffer().clear();
        try {
            SSLEngineResult result;
            do {
                result = engine.wrap(nothing, out);
            } while (result.getStatus() == Status.OK && result.getHandshakeStatus() == HandshakeStatus.NEED_WRAP);
        } catch (SSLException e) {
            fail(e);
            return;
        }
        send(out);
    }

    private void send(ByteBuffer out) {
        if (out.position() == 0) {
            return;
        }
        outBusy = inner.sendAsync(cipherOut.range(out.position()));
        if (!outBusy && !cipherOut.isSuccess()) {
            error = cipherOut.getSocketError();
        }
    }

    private void onSent() {
        outBusy = false;
        if (!cipherOut.isSuccess()) {
            error = cipherOut.getSocketError();
        }
        resume();
    }

    private void onReceived() {
        inBusy = false;
        takeReceived();
        resume();
    }

    /** Something that was waited for has come: moves on whoever waited, and tells those who have finished. */
    private void resume() {
        if (handshaking != null) {
            resumeHandshake(handshaking);
            return;
        }
        if (replyDue) {
            flushEngine();
        }
        WireArgs sent = null;
        if (sending != null && unsent != null && advanceSend(unsent)) {
            sent = sending;
            endSend(sent);
        }
        WireArgs got = null;
        if (receiving != null && advanceReceive()) {
            got = receiving;
            endReceive(got);
        }
        // Told at the very end: whoever hears of it may hand the connection on to another thread.
        if (sent != null) {
            sent.raise();
        }
        if (got != null) {
            got.raise();
        }
    }

    private void resumeHandshake(Runnable completed) {
        if (advanceHandshake()) {
            handshaking = null;
            completed.run();
        }
    }

    private void endSend(WireArgs args) {
        int left = unsent == null ? 0 : unsent.remaining();
        sending = null;
        unsent = null;
        args.end(error == null ? SocketError.SUCCESS : error, args.getCount() - left);
    }

    private void endReceive(WireArgs args) {
        receiving = null;
        int count = Math.min(plaintext.remaining(), args.getCount());
        if (count == 0) {
            args.end(error == null ? SocketError.SUCCESS : error, 0);
            return;
        }
        ByteBuffer target = args.view();
        target.put(target.position(), plaintext, plaintext.position(), count);
        plaintext.position(plaintext.position() + count);
        args.end(SocketError.SUCCESS, count);
    }

    /** TLS has failed: the peer is told why, as far as it still listens, and every operation fails from here on. */
    private void fail(SSLException cause) {
        if (error != null) {
            return;
        }
        failure = cause;
        error = SocketError.CONNECTION_ABORTED;
        if (!outBusy && engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
            flushEngine(); // What that throws finds the error set already.
        }
    }
}
