package org.postrider.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.postrider.smtp.SmtpSenderTest.TO_ONE;
import static org.postrider.smtp.SmtpSenderTest.plain;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postrider.smtp.internal.connection.Footprint;
import org.postrider.testkit.SmtpTestServer;

/** How much memory a connection holds between two messages, the test server's end of it included. */
@Isolated("what the whole JVM holds is measured")
class IdleHeapTest {
    private static final int CONNECTIONS = 200;

    /** Some 42,000, most of them the server's. Room for the longest command, 12 KB, would not fit, nor for what is read of a message or said. */
    private static final int MOST = 50_000;

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void idleConnectionHoldsNoBufferForMessages(DoorWay door) {
        try (SmtpTestServer server = SmtpTestServer.builder().discardBodies().start()) {
            SmtpOptions options = plain(server).build();
            idle(options, door, 5).forEach(SmtpSender::close);
            long before = Footprint.usedHeap();
            List<SmtpSender> senders = idle(options, door, CONNECTIONS);
            long each = (Footprint.usedHeap() - before) / CONNECTIONS;
            senders.forEach(SmtpSender::close);
            System.out.printf("An idle connection holds %d bytes, both ends%n", each);
            assertThat(each).isLessThan(MOST);
        }
    }

    /** Senders with one connection each, which has sent a message of any size. */
    private static List<SmtpSender> idle(SmtpOptions options, DoorWay door, int count) {
        List<SmtpSender> senders = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            SmtpSender sender = new SmtpSender(options);
            door.send(sender, TO_ONE, new TestContent());
            TestContent large = TestContent.ofSize(200_000);
            large.size = 200_000;
            door.send(sender, TO_ONE, large);
            senders.add(sender);
        }
        return senders;
    }
}
