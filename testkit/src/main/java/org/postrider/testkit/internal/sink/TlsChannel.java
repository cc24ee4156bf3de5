package org.postrider.testkit.internal.sink;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;

/**
 * TLS over another channel, on the server's side. For the loop's thread, which runs the engine's tasks too: a sink has nothing better to do.
 */
final class TlsChannel implements SinkChannel {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final SinkChannel under;
    private final SSLEngine engine;

    /** Records that came, from 0 to its position; ready to be filled. */
    private final ByteBuffer incoming;

    /** Records to send, from 0 to its position; ready to be filled. */
    private final ByteBuffer outgoing;

    /** What a record held and its reader had no room for; ready to be read. */
    private final ByteBuffer opened;

    private TlsChannel(SinkChannel under, SSLEngine engine) {
        this.under = under;
        this.engine = engine;
        int packet = engine.getSession().getPacketBufferSize();
        this.incoming = ByteBuffer.allocateDirect(packet * 4);
        this.outgoing = ByteBuffer.allocateDirect(packet * 2);
        this.opened = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize())
                .limit(0);
    }

    /** Begins the handshake, which goes on with each read. */
    static TlsChannel over(SinkChannel under, SSLContext context) throws SSLException {
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(false);
        engine.beginHandshake();
        return new TlsChannel(under, engine);
    }

    @Override
    public int read(ByteBuffer octets) throws IOException {
        int start = octets.position();
        int count = under.read(incoming);
        incoming.flip();
        boolean closed = unwrapAll(octets);
        incoming.compact();
        flush();
        return octets.position() == start && (count < 0 || closed) ? -1 : octets.position() - start;
    }

    /** Opens records while there are whole ones, and room. {@return whether the client has said goodbye} */
    private boolean unwrapAll(ByteBuffer octets) throws IOException {
        while (true) {
            hand(octets);
            if (opened.hasRemaining()) {
                return false;
            }
            if (mustSpeak()) {
                if (!wrap(NOTHING)) {
                    return false; // The client doesn't read; what it wrote has time.
                }
                continue;
            }
            SSLEngineResult result = unwrap(octets);
            runTasks();
            boolean moved = result.bytesConsumed() > 0 || result.bytesProduced() > 0;
            if (result.getStatus() != Status.OK || !(moved || mustSpeak())) {
                return result.getStatus() == Status.CLOSED;
            }
        }
    }

    private boolean mustSpeak() {
        return engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP;
    }

    /** Straight into the reader's buffer if any record fits. */
    private SSLEngineResult unwrap(ByteBuffer octets) throws SSLException {
        if (octets.remaining() >= opened.capacity()) {
            return engine.unwrap(incoming, octets);
        }
        opened.clear();
        try {
            return engine.unwrap(incoming, opened);
        } finally {
            opened.flip();
        }
    }

    private void hand(ByteBuffer octets) {
        int count = Math.min(opened.remaining(), octets.remaining());
        int end = opened.limit();
        octets.put(opened.limit(opened.position() + count));
        opened.limit(end);
    }

    private void runTasks() {
        for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
            task.run();
        }
    }

    @Override
    public int write(ByteBuffer octets) throws IOException {
        int start = octets.position();
        while (octets.hasRemaining() && wrap(octets)) {
            flush();
        }
        flush();
        if (octets.hasRemaining() && engine.isOutboundDone()) {
            throw new ClosedChannelException(); // Both have said goodbye, and something was left to say.
        }
        return octets.position() - start;
    }

    /** Seals one record. {@return whether it did, or found room to do it next time} */
    private boolean wrap(ByteBuffer octets) throws IOException {
        Status status = engine.wrap(octets, outgoing).getStatus();
        runTasks();
        return status == Status.OK || (status == Status.BUFFER_OVERFLOW && flush());
    }

    /** {@return whether all that was sealed is out} */
    private boolean flush() throws IOException {
        if (outgoing.position() > 0) {
            under.write(outgoing.flip());
            outgoing.compact();
        }
        return outgoing.position() == 0;
    }

    @Override
    public boolean mayHaveMore() {
        return opened.hasRemaining() || incoming.position() > 0;
    }

    @Override
    public boolean wantsToWrite() {
        return outgoing.position() > 0;
    }

    @Override
    public boolean isOpen() {
        return under.isOpen();
    }

    @Override
    public void close() throws IOException {
        under.close();
    }
}
