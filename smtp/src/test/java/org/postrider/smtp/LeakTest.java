package org.postrider.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.postrider.smtp.SmtpSenderTest.SOON;
import static org.postrider.smtp.SmtpSenderTest.TO_ONE;
import static org.postrider.smtp.SmtpSenderTest.plain;
import static org.postrider.smtp.SmtpSenderTest.trusting;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postrider.testkit.Behaviour;
import org.postrider.testkit.Reply;
import org.postrider.testkit.SmtpTestServer;
import org.postrider.testkit.Step;

/** Failures leave nothing behind: no connection, no thread, no open content. */
class LeakTest {
    private static final int ROUNDS = 5;

    private static final List<Behaviour> FAULTS = List.of(
            Reply.of(451, "later"),
            Reply.of(554, "never"),
            Reply.of(421, "bye").then(Behaviour.close()),
            Behaviour.close(),
            Behaviour.reset(),
            Behaviour.raw("what?\r\n"),
            Behaviour.flood("250-and so on\r\n", Long.MAX_VALUE));

    private static final List<Step> STEPS =
            List.of(Step.GREETING, Step.STARTTLS, Step.TLS_HANDSHAKE, Step.MAIL, Step.DATA, Step.END_OF_DATA);

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void hundredsOfFailuresLeaveNothingBehind(DoorWay door) {
        List<TestContent> contents = new ArrayList<>();
        try (SmtpTestServer server = SmtpTestServer.builder().startTls().start()) {
            SmtpOptions options =
                    plain(server).tls(trusting(server, TlsMode.STARTTLS)).build();
            try (SmtpSender sender = new SmtpSender(options)) {
                for (Step step : STEPS) {
                    for (Behaviour fault : FAULTS) {
                        server.script().clear();
                        server.script().on(step, fault);
                        for (int i = 0; i < ROUNDS; i++) {
                            TestContent content = new TestContent();
                            contents.add(content);
                            door.fail(sender, TO_ONE, content);
                        }
                    }
                }
            }
            server.awaitNoConnections(SOON);
        }
        assertThat(contents)
                .hasSizeGreaterThan(200)
                .allSatisfy(c -> assertThat(c.closed).hasValue(c.opened.get()));
        // Other tests have threads of their own, but none of them for long.
        await().atMost(SOON.multipliedBy(2)).until(() -> ownThreads() < 100);
    }

    private static long ownThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("postrider-"))
                .count();
    }
}
