package org.postrider.smtp.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import org.postrider.sockets.SocketAsyncOperation;
import org.postrider.sockets.SocketError;
import org.postrider.testkit.CertificateAuthority;

/** However the records of a server are split and damaged, what is read is what it said, up to an error or the end. */
class TlsRecordFuzzTest {
    private static final byte[] SAID = "220 mx.example.com ESMTP\r\n".repeat(40).getBytes(StandardCharsets.US_ASCII);
    private static final CertificateAuthority AUTHORITY = CertificateAuthority.shared();
    private static final SSLContext SERVER = AUTHORITY.sslContext(AUTHORITY.issue("localhost"));

    /** The input is a row of pairs: how long the next piece is, and what its first octet is changed by. */
    @FuzzTest(maxDuration = "20s")
    void splitsAndDamageNeverChangeWhatIsRead(byte[] input) {
        ServerInMemory below = new ServerInMemory(input);
        SSLEngine client = AUTHORITY.sslContext().createSSLEngine("localhost", 465);
        client.setUseClientMode(true);
        TlsWire wire = new TlsWire(below, client, (task, then) -> {
            task.run();
            then.run();
        });
        assertThat(wire.handshakeAsync(() -> {})).as("nothing here has to wait").isFalse();
        byte[] read = wire.error() == null ? readToTheEnd(wire) : new byte[0];
        assertThat(read).isEqualTo(Arrays.copyOf(SAID, read.length));
        if (!below.damaged) {
            assertThat(wire.failure()).isNull();
            assertThat(read).hasSameSizeAs(SAID);
        }
    }

    private static byte[] readToTheEnd(TlsWire wire) {
        WireArgs args = new WireArgs(256, () -> {});
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        while (!wire.receiveAsync(args.range(256)) && args.isSuccess() && args.getBytesTransferred() > 0) {
            read.write(args.buffer().array(), 0, args.getBytesTransferred());
        }
        return read.toByteArray();
    }

    /** A server that answers at once, and whose octets come in the pieces of the input. */
    private static final class ServerInMemory implements Wire {
        private final SSLEngine engine = SERVER.createSSLEngine();
        private final ByteBuffer heard = ByteBuffer.allocate(1 << 17).flip();
        private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
        private final ByteBuffer pieces;
        private int taken;
        private boolean shaken;
        private boolean damaged;

        ServerInMemory(byte[] input) {
            pieces = ByteBuffer.wrap(input);
            engine.setUseClientMode(false);
        }

        @Override
        public boolean sendAsync(WireArgs args) {
            args.begin(this, SocketAsyncOperation.SEND);
            heard.compact().put(args.view()).flip();
            try {
                answer();
            } catch (SSLException expected) {
                heard.limit(heard.position()); // It has said why, or has nothing to say any more.
            }
            args.end(SocketError.SUCCESS, args.getCount());
            return false;
        }

        private void answer() throws SSLException {
            for (boolean moved = true; moved; ) {
                moved = step();
                if (!shaken
                        && engine.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING
                        && engine.getSession().isValid()) {
                    shaken = true;
                    say(ByteBuffer.wrap(SAID));
                }
            }
        }

        private boolean step() throws SSLException {
            switch (engine.getHandshakeStatus()) {
                case NEED_TASK -> engine.getDelegatedTask().run();
                case NEED_WRAP -> {
                    return say(ByteBuffer.allocate(0)).bytesProduced() > 0;
                }
                default -> {
                    return engine.unwrap(heard, ByteBuffer.allocate(1 << 16)).bytesConsumed() > 0;
                }
            }
            return true;
        }

        private SSLEngineResult say(ByteBuffer plaintext) throws SSLException {
            ByteBuffer record = ByteBuffer.allocate(1 << 16);
            SSLEngineResult result = engine.wrap(plaintext, record);
            sent.write(record.array(), 0, record.position());
            return result;
        }

        /** Gives the next piece; the end, when nothing is left that the client could wait for. */
        @Override
        public boolean receiveAsync(WireArgs args) {
            args.begin(this, SocketAsyncOperation.RECEIVE);
            byte[] all = sent.toByteArray();
            int piece = pieces.remaining() > 1 ? 1 + (pieces.get() & 0xff) : args.getCount();
            int count = Math.min(Math.min(piece, args.getCount()), all.length - taken);
            byte[] octets = Arrays.copyOfRange(all, taken, taken + count);
            damage(octets);
            args.view().put(octets);
            taken += count;
            args.end(SocketError.SUCCESS, count);
            return false;
        }

        private void damage(byte[] octets) {
            int change = pieces.hasRemaining() ? pieces.get() : 0;
            if (octets.length > 0 && change != 0) {
                octets[0] ^= (byte) (change & 0xff);
                damaged = true;
            }
        }
    }
}
