package org.postrider.smtp.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.smtp.internal.connection.Footprint;

/** How much memory a connection under TLS holds while nothing is on its way. */
@Isolated("what the whole JVM holds is measured")
class TlsHeapTest {
    private static final int CONNECTIONS = 400;

    /** The engine of the JDK with its session and the server's certificate, the wire, and no buffer. */
    private static final int MOST = 12_000;

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void idleConnectionHoldsLittleMoreThanItsEngine(String protocol) {
        idle(protocol, 5);
        long before = Footprint.usedHeap();
        List<TlsWire> wires = idle(protocol, CONNECTIONS);
        long each = (Footprint.usedHeap() - before) / wires.size();
        System.out.printf("TLS: an idle connection holds %d bytes with %s%n", each, protocol);
        assertThat(each).isLessThan(MOST);
    }

    /** Connections that have sent and received, and whose servers are forgotten. */
    private static List<TlsWire> idle(String protocol, int count) {
        CheckedBuffers buffers = new CheckedBuffers();
        List<TlsWire> wires = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            TlsPair pair = new TlsPair(new Weather(protocol, 16_384, false), "localhost", () -> 16_384, buffers);
            pair.shakeHands();
            pair.send(new byte[10_000]);
            pair.server.say(new byte[1000]);
            pair.receive(1000);
            pair.below.forgetPeer();
            wires.add(pair.wire);
        }
        return wires;
    }
}
