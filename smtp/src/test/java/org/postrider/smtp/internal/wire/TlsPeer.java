package org.postrider.smtp.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;

/** The server's end of a TLS connection in memory: a straight-line use of an engine, to check the wire's by. */
final class TlsPeer {
    private static final int LARGE = 65_536;

    private final SSLEngine engine;
    private final ByteBuffer in = ByteBuffer.allocate(4 * LARGE).flip();
    private final ByteArrayOutputStream plaintext = new ByteArrayOutputStream();
    private boolean shaken;
    private long taken;
    Consumer<byte[]> out = bytes -> {};
    Runnable whenShaken = () -> {};

    TlsPeer(SSLContext context, String protocol) {
        engine = context.createSSLEngine();
        engine.setUseClientMode(false);
        engine.setEnabledProtocols(new String[] {protocol});
    }

    /** Takes ciphertext, and answers what is to be answered. */
    void take(byte[] ciphertext) {
        taken += ciphertext.length;
        in.compact().put(ciphertext).flip();
        try {
            while (unwrap()) {
                answer();
            }
            answer();
        } catch (SSLException expected) {
            in.limit(in.position()); // Something is wrong with the client: all that is left to do is to say so.
            sayAlert();
        }
    }

    private boolean unwrap() throws SSLException {
        ByteBuffer target = ByteBuffer.allocate(LARGE);
        SSLEngineResult result = engine.unwrap(in, target);
        plaintext.write(target.array(), 0, target.position());
        return result.getStatus() == Status.OK && (result.bytesConsumed() > 0 || hasMoreToDo());
    }

    private boolean hasMoreToDo() {
        return engine.getHandshakeStatus() != HandshakeStatus.NEED_UNWRAP
                && engine.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING;
    }

    private void answer() throws SSLException {
        for (boolean more = true; more; ) {
            for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
                task.run();
            }
            more = engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP && wrap(ByteBuffer.allocate(0));
        }
        if (!shaken && engine.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING) {
            shaken = true;
            whenShaken.run();
        }
    }

    private boolean wrap(ByteBuffer source) throws SSLException {
        ByteBuffer target = ByteBuffer.allocate(LARGE);
        SSLEngineResult result = engine.wrap(source, target);
        byte[] ciphertext = new byte[target.position()];
        target.flip().get(ciphertext);
        out.accept(ciphertext);
        return result.getStatus() == Status.OK && ciphertext.length > 0;
    }

    private void sayAlert() {
        try {
            wrap(ByteBuffer.allocate(0));
        } catch (SSLException expected) {
            assertThat(engine.isOutboundDone()).isTrue();
        }
    }

    void say(byte[] bytes) {
        ByteBuffer source = ByteBuffer.wrap(bytes);
        try {
            while (source.hasRemaining() && wrap(source)) {
                answer();
            }
        } catch (SSLException e) {
            throw new AssertionError(e);
        }
    }

    void sayFarewell() {
        engine.closeOutbound();
        say(new byte[1]);
    }

    /**
     * Starts a handshake on a connection that has had one: under TLS 1.3 that updates the keys of both directions, before that it asks the
     * client to renegotiate.
     */
    void changeKeys() {
        try {
            engine.beginHandshake();
            answer();
        } catch (SSLException e) {
            throw new AssertionError(e);
        }
    }

    boolean isFarewellHeard() {
        return engine.isInboundDone();
    }

    /** Counts the octets of ciphertext that have come. */
    long taken() {
        return taken;
    }

    /** Gives what has come since the last call. */
    byte[] plaintext() {
        byte[] all = plaintext.toByteArray();
        plaintext.reset();
        return all;
    }
}
