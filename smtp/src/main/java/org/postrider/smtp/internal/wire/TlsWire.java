package org.postrider.smtp.internal.wire;

import java.nio.ByteBuffer;
import java.util.function.IntFunction;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.TlsFacts;
import org.postrider.sockets.SocketAsyncOperation;
import org.postrider.sockets.SocketError;

/**
 * Puts any wire under TLS, so that STARTTLS and TLS from the first byte are one code.
 *
 * <p>Life cycle: {@link #handshakeAsync} once, then sends and receives like any wire. Three things may be waited for: ciphertext on its
 * way out, ciphertext on its way in, and during the handshake the engine's own long computations, which run elsewhere. Whatever completes
 * resumes whoever waited. There is one handshake: a peer that begins another has failed. The trap: an engine may want to send while we
 * receive (a key update); such records share the way out with the caller's data, so they wait until it is free.
 *
 * <p>Buffers are borrowed for as long as they hold something. The JDK decrypts in place: what was in clear in a buffer, in that for
 * plaintext or in that for ciphertext, is wiped as soon as it was taken, since the next borrower may be another user's connection.
 *
 * <p>A failed operation completes with {@link SocketError#CONNECTION_ABORTED} when TLS failed, and {@link #failure()} has the cause.
 */
public final class TlsWire implements Wire {
    private final SSLEngine engine;
    private final EngineTasks tasks;
    private final Ciphertext ciphertext;
    private final Borrowed plaintext; // unwrapped and not yet asked for
    private final ByteBuffer nothing = ByteBuffer.allocate(0);
    private final RecordRules rules = new RecordRules();

    private @Nullable WireArgs sending;
    private @Nullable ByteBuffer unsent;
    private @Nullable WireArgs receiving;
    private @Nullable Runnable handshaking;
    private boolean replyDue; // the engine wants to send, and the way out was busy
    private boolean ended;
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
        this(inner, engine, offload, BufferPool::of);
    }

    /** Borrows from pools by capacity: a packet has room for what was in it as well, and two at once go out. */
    TlsWire(Wire inner, SSLEngine engine, Offload offload, IntFunction<BufferPool> pools) {
        this.engine = engine;
        this.tasks = new EngineTasks(engine, offload, this::resume);
        SSLSession session = engine.getSession();
        int packet = Math.max(session.getPacketBufferSize(), session.getApplicationBufferSize());
        BufferPool packets = pools.apply(packet);
        this.ciphertext = new Ciphertext(inner, pools.apply(2 * packet), packets, this::resume);
        this.plaintext = new Borrowed(packets);
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
        return !continueHandshake();
    }

    @Override
    public boolean sendAsync(WireArgs args) {
        args.begin(this, SocketAsyncOperation.SEND);
        sending = args;
        unsent = args.view();
        boolean done = advanceSend(unsent);
        if (done) {
            endSend(args);
        }
        rest();
        return !done;
    }

    @Override
    public boolean receiveAsync(WireArgs args) {
        args.begin(this, SocketAsyncOperation.RECEIVE);
        receiving = args;
        boolean done = advanceReceive();
        if (done) {
            endReceive(args);
        }
        rest();
        return !done;
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
        return ciphertext.error();
    }

    /**
     * Tells whether more has come than was asked for.
     *
     * @return true when octets wait here that the wire below doesn't have any more
     */
    public boolean hasInput() {
        return plaintext.hasRemaining() || ciphertext.received().hasRemaining();
    }

    /** Tells the peer that nothing more will come (RFC 8446, section 6.1), without waiting for it to be heard. */
    public void closeNotify() {
        engine.closeOutbound();
        flushEngine();
        rest();
    }

    /**
     * Tells what was agreed on; valid after the handshake.
     *
     * @return the facts
     */
    public TlsFacts facts() {
        return Agreement.of(engine.getSession(), handshakeStart);
    }

    private boolean isBroken() {
        return ciphertext.error() != null;
    }

    /** Goes on with the handshake, and tells whether it has ended. */
    private boolean continueHandshake() {
        boolean done = advanceHandshake();
        if (done) {
            handshaking = null;
        }
        rest();
        return done;
    }

    /** Moves the handshake until it has ended (true) or something has to be waited for (false). */
    private boolean advanceHandshake() {
        while (!isBroken()) {
            if (ciphertext.isSending() || ciphertext.isReceiving() || tasks.isBusy()) {
                return false;
            }
            switch (engine.getHandshakeStatus()) {
                case NEED_TASK -> tasks.run();
                case NEED_WRAP -> flushEngine();
                case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> takeIn(); // The latter is of DTLS alone.
                default -> {
                    return true;
                }
            }
        }
        return true;
    }

    /** Encrypts and sends until all is taken (true) or the way out is busy (false). */
    private boolean advanceSend(ByteBuffer source) {
        while (!isBroken() && (ciphertext.isSending() || source.hasRemaining())) {
            if (ciphertext.isSending()) {
                return false;
            }
            wrapInto(source);
        }
        return true;
    }

    /** Fills the way out with as many records as it holds, and sends them together. */
    private void wrapInto(ByteBuffer source) {
        ByteBuffer out = ciphertext.room();
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
        ciphertext.send();
    }

    /** No record came of the caller's data: the conversation under TLS can't go on. */
    private void afterEmptyWrap(SSLEngineResult result) throws SSLException {
        if (result.getStatus() != Status.CLOSED) {
            throw RecordRules.renegotiation();
        }
        // The peer has said goodbye (RFC 5246, section 7.2.1): TLS itself has not failed.
        ciphertext.fail(SocketError.SHUTDOWN);
    }

    /** Decrypts until there is something to give or the stream has ended (true), or something has to be waited for (false). */
    private boolean advanceReceive() {
        while (!isBroken() && !ended && !plaintext.hasRemaining()) {
            if (ciphertext.isReceiving() || replyDue) { // The engine would keep an answer for each further record.
                return false;
            }
            takeIn();
        }
        return true;
    }

    /** Takes one record from what was received, or receives more; with nothing to decrypt, no buffer for plaintext is borrowed. */
    private void takeIn() {
        try {
            if (ciphertext.received().hasRemaining()) {
                unwrap();
            } else {
                receiveMore();
            }
        } catch (SSLException e) {
            fail(e);
        }
    }

    private void unwrap() throws SSLException {
        SSLEngineResult result = decrypt(ciphertext.received());
        switch (result.getStatus()) {
            case BUFFER_UNDERFLOW -> receiveMore();
            case CLOSED -> endOfStream();
            case BUFFER_OVERFLOW -> throw Ciphertext.tooLarge();
            default -> afterRecord(result);
        }
    }

    private SSLEngineResult decrypt(Borrowed received) throws SSLException {
        ByteBuffer source = received.buffer();
        ByteBuffer target = plaintext.buffer().compact();
        int from = source.position();
        try {
            return engine.unwrap(source, target);
        } finally {
            target.flip();
            received.wipe(from);
        }
    }

    /** After the handshake a record may make the engine want to answer, as an update of the keys does. */
    private void afterRecord(SSLEngineResult result) throws SSLException {
        if (handshaking != null) {
            return;
        }
        rules.check(result);
        if (result.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
            flushEngine();
        }
    }

    private void receiveMore() throws SSLException {
        if (ciphertext.isEnded()) {
            endOfStream();
        } else {
            ciphertext.receive();
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
        replyDue = ciphertext.isSending();
        if (replyDue) {
            return;
        }
        ByteBuffer out = ciphertext.room();
        try {
            SSLEngineResult result;
            do {
                result = engine.wrap(nothing, out);
            } while (result.getStatus() == Status.OK && result.getHandshakeStatus() == HandshakeStatus.NEED_WRAP);
        } catch (SSLException e) {
            fail(e);
            return;
        }
        ciphertext.send();
    }

    /** Something that was waited for has come: moves on whoever waited, and tells those who have finished. */
    private void resume() {
        Runnable shaken = handshaking;
        if (shaken != null) {
            if (continueHandshake()) {
                shaken.run();
            }
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
        rest();
        // Told at the very end: whoever hears of it may hand the connection on to another thread.
        if (sent != null) {
            sent.raise();
        }
        if (got != null) {
            got.raise();
        }
    }

    private void endSend(WireArgs args) {
        int left = unsent == null ? 0 : unsent.remaining();
        sending = null;
        unsent = null;
        args.end(result(), args.getCount() - left);
    }

    private void endReceive(WireArgs args) {
        receiving = null;
        int count = plaintext.moveTo(args);
        args.end(count > 0 ? SocketError.SUCCESS : result(), count);
    }

    private SocketError result() {
        SocketError error = ciphertext.error();
        return error == null ? SocketError.SUCCESS : error;
    }

    /** Lets go of the buffers that nothing is in and nothing waits for. */
    private void rest() {
        ciphertext.rest();
        if (!plaintext.hasRemaining()) {
            plaintext.letGo(!isBroken());
        }
    }

    /** TLS has failed: the peer is told why, as far as it still listens, and every operation fails from here on. */
    private void fail(SSLException cause) {
        if (isBroken()) {
            return;
        }
        failure = cause;
        ciphertext.fail(SocketError.CONNECTION_ABORTED);
        if (!ciphertext.isSending() && engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
            flushEngine(); // What that throws finds the error set already.
        }
    }
}
