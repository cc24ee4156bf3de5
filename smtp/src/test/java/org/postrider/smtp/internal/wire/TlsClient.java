package org.postrider.smtp.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.postrider.sockets.SocketError;
import org.postrider.testkit.CertificateAuthority;

/** A client's wire over a network that the test decides on; its buffers are watched. */
class TlsClient implements AutoCloseable {
    private static final CertificateAuthority AUTHORITY = CertificateAuthority.shared();
    private static final SSLContext CLIENT = AUTHORITY.sslContext();
    static final SSLContext SERVER = AUTHORITY.sslContext(AUTHORITY.issue("localhost"));

    private static final AtomicInteger PORTS = new AtomicInteger();

    final CheckedBuffers buffers;
    final MemoryWire below;
    final TlsWire wire;
    SocketError lastError = SocketError.SUCCESS;

    /**
     * Makes a client that has not shaken hands.
     *
     * @param host whom it wants to talk to
     * @param chunk how many octets come next
     * @param peer takes what it sends
     */
    TlsClient(Weather weather, String host, IntSupplier chunk, CheckedBuffers buffers, Consumer<byte[]> peer) {
        this.buffers = buffers;
        MemoryWire network = new MemoryWire(peer, chunk, weather.later());
        Offload offload = (task, then) -> {
            task.run();
            if (weather.later()) {
                network.postpone(then);
            } else {
                then.run();
            }
        };
        below = network;
        wire = new TlsWire(network, engine(host, weather.protocol()), offload, buffers);
    }

    private static SSLEngine engine(String host, String protocol) {
        CLIENT.getClientSessionContext().setSessionCacheSize(1); // No session is taken up again, none is kept.
        SSLEngine engine = CLIENT.createSSLEngine(host, 1 + PORTS.getAndIncrement() % 60_000);
        engine.setUseClientMode(true);
        engine.setEnabledProtocols(new String[] {protocol});
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        engine.setSSLParameters(parameters);
        return engine;
    }

    void shakeHands() {
        int[] ended = {0};
        if (!wire.handshakeAsync(() -> ended[0]++)) {
            ended[0]++;
        }
        below.settle();
        assertThat(ended[0]).isEqualTo(1);
    }

    SocketError send(byte[] bytes) {
        int[] ended = {0};
        WireArgs args = new WireArgs(bytes.length, () -> ended[0]++);
        args.buffer().put(bytes);
        if (!wire.sendAsync(args.range(bytes.length))) {
            ended[0]++;
        }
        below.settle();
        assertThat(ended[0]).isEqualTo(1);
        if (args.isSuccess()) {
            assertThat(args.getBytesTransferred()).isEqualTo(bytes.length);
        }
        return args.getSocketError();
    }

    /** Receives until there are so many octets, or no more come. */
    byte[] receive(int count) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        int last = -1;
        while (all.size() < count && last != 0) {
            byte[] some = receiveSome(count - all.size());
            all.writeBytes(some);
            last = some.length;
        }
        return all.toByteArray();
    }

    private byte[] receiveSome(int most) {
        int[] ended = {0};
        WireArgs args = new WireArgs(most, () -> ended[0]++);
        if (!wire.receiveAsync(args.range(most))) {
            ended[0]++;
        }
        below.settle();
        assertThat(ended[0]).isEqualTo(1);
        lastError = args.getSocketError();
        ByteBuffer buffer = args.buffer();
        return Arrays.copyOf(buffer.array(), args.getBytesTransferred());
    }

    @Override
    public void close() {
        assertThat(below.isQuiet()).isTrue();
        buffers.check();
    }
}
