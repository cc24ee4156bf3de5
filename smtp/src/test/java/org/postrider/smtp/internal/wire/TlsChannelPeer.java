package org.postrider.smtp.internal.wire;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import tlschannel.NeedsReadException;
import tlschannel.NeedsWriteException;
import tlschannel.ServerTlsChannel;
import tlschannel.TlsChannel;

/**
 * The server's end of a TLS connection as somebody else has written it: a channel of tls-channel, over one in memory that takes and
 * gives as few octets as the test likes.
 */
final class TlsChannelPeer {
    private final IntSupplier chunk;
    private final TlsChannel channel;
    private final ByteBuffer read = ByteBuffer.allocate(5000);
    private final ByteArrayOutputStream plaintext = new ByteArrayOutputStream();
    private ByteBuffer arrived = ByteBuffer.allocate(0);
    private ByteBuffer unsaid = ByteBuffer.allocate(0);
    private boolean saying; // until the channel has flushed what it has taken
    private boolean leaving;
    private boolean ended;
    Consumer<byte[]> out = bytes -> {};

    /** {@code chunk} tells how many octets the channel below moves next, which may be none. */
    TlsChannelPeer(SSLContext context, String protocol, IntSupplier chunk) {
        this.chunk = chunk;
        this.channel = ServerTlsChannel.newBuilder(new Below(), context)
                .withEngineFactory(of -> engine(of, protocol))
                .build();
    }

    private static SSLEngine engine(SSLContext context, String protocol) {
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(false);
        engine.setEnabledProtocols(new String[] {protocol});
        return engine;
    }

    /** Takes ciphertext, and answers what is to be answered. */
    void take(byte[] ciphertext) {
        arrived = ByteBuffer.allocate(arrived.remaining() + ciphertext.length)
                .put(arrived)
                .put(ciphertext)
                .flip();
        goOn();
    }

    void say(byte[] bytes) {
        unsaid = ByteBuffer.wrap(bytes);
        saying = true;
        goOn();
    }

    void sayFarewell() {
        leaving = true;
        goOn();
    }

    boolean isFarewellHeard() {
        return channel.shutdownReceived();
    }

    /** Gives what has come since the last call. */
    byte[] plaintext() {
        byte[] all = plaintext.toByteArray();
        plaintext.reset();
        return all;
    }

    private void goOn() {
        try {
            while (step()) {
                read.clear();
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Says what is to be said, or else listens; false when it needs more to arrive, or has nothing more to do. */
    private boolean step() throws IOException {
        try {
            if (saying) {
                channel.write(unsaid);
                saying = unsaid.hasRemaining();
                return true;
            }
            if (leaving) {
                return !channel.shutdown(); // Says farewell, and from then on waits for that of the other.
            }
            return !ended && listen();
        } catch (NeedsWriteException expected) {
            return true; // The channel below took nothing this time.
        } catch (NeedsReadException expected) {
            return arrived.hasRemaining();
        }
    }

    private boolean listen() throws IOException {
        int count = channel.read(read);
        ended = count < 0;
        plaintext.write(read.array(), 0, Math.max(count, 0));
        return true;
    }

    private final class Below implements ByteChannel {
        @Override
        public int read(ByteBuffer target) {
            int count = Math.min(Math.min(chunk.getAsInt(), arrived.remaining()), target.remaining());
            target.put(arrived.slice().limit(count));
            arrived.position(arrived.position() + count);
            return count;
        }

        @Override
        public int write(ByteBuffer source) {
            int most =
                    leaving ? source.remaining() : chunk.getAsInt(); // It doesn't carry on a farewell that had to wait.
            byte[] some = new byte[Math.min(most, source.remaining())];
            source.get(some);
            out.accept(some);
            return some.length;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {
            // It is the test that ends the stream.
        }
    }
}
