package org.postrider.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.postrider.smtp.SmtpSenderTest.SOON;
import static org.postrider.smtp.SmtpSenderTest.TO_ONE;
import static org.postrider.smtp.SmtpSenderTest.plain;
import static org.postrider.smtp.SmtpSenderTest.trusting;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.postrider.smtp.internal.connection.Footprint;
import org.postrider.testkit.Behaviour;
import org.postrider.testkit.Reply;
import org.postrider.testkit.SmtpTestServer;
import org.postrider.testkit.Step;

/** Failures leave nothing behind: no socket, no thread, no deadline, no memory, no permit of the pool, no open content. */
@Isolated("what the whole JVM holds is counted")
class LeakTest {
    /** How often each fault happens through each door. */
    private static final int ROUNDS = Integer.getInteger("postrider.failures", 200) / 2;

    private static final List<Behaviour> FAULTS = List.of(
            Reply.of(451, "later"),
            Reply.of(554, "never"),
            Reply.of(421, "bye").then(Behaviour.close()),
            Behaviour.close(),
            Behaviour.reset(),
            Behaviour.raw("what?\r\n"),
            Behaviour.flood("250-and so on\r\n", Long.MAX_VALUE));

    private static final List<Step> STEPS = List.of(
            Step.GREETING,
            Step.EHLO,
            Step.STARTTLS,
            Step.TLS_HANDSHAKE,
            Step.MAIL,
            Step.RCPT,
            Step.DATA,
            Step.END_OF_DATA);

    /** Each message has a connection of its own, and what it takes of the pool has to be there for the next. */
    private static final PoolLimits LIMITS =
            PoolLimits.DEFAULT.withMaxConnections(1).withMaxIdle(0);

    private static final LongAdder FAILURES = new LongAdder();
    private static Footprint atTheStart = Footprint.now();

    static Stream<Arguments> stepsAndDoors() {
        return STEPS.stream().flatMap(step -> Stream.of(DoorWay.values()).map(door -> Arguments.of(step, door)));
    }

    /** What is made once and kept: the loop, the watchdog, the buffers of TLS and of the channels. */
    @BeforeAll
    static void warmUp() {
        for (DoorWay door : DoorWay.values()) {
            for (Step step : List.of(Step.TLS_HANDSHAKE, Step.END_OF_DATA)) {
                fail(step, door, 3);
            }
        }
        await().atMost(SOON.multipliedBy(2)).until(() -> Footprint.now().workers() == 0);
        atTheStart = Footprint.now();
        FAILURES.reset();
    }

    @AfterAll
    static void everythingIsAsItWasAtTheStart() {
        await().atMost(SOON.multipliedBy(2))
                .untilAsserted(() -> assertThat(Footprint.now().minus(atTheStart))
                        .as("what is left after %s", atTheStart)
                        .matches(Footprint::isNothing));
        System.out.printf(
                "Leaks: after %d failures (%d kinds, %d each) %s%n",
                FAILURES.sum(),
                STEPS.size() * FAULTS.size(),
                2 * ROUNDS,
                Footprint.now().minus(atTheStart));
    }

    @Test
    void heapIsAsSmallAsIsPromised() {
        assertThat(Runtime.getRuntime().maxMemory()).isLessThanOrEqualTo(64 << 20);
    }

    @ParameterizedTest
    @MethodSource("stepsAndDoors")
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void failuresLeaveNothingBehind(Step step, DoorWay door) {
        fail(step, door, ROUNDS);
    }

    private static void fail(Step step, DoorWay door, int rounds) {
        boolean secured = step == Step.STARTTLS || step == Step.TLS_HANDSHAKE;
        SmtpTestServer.Builder kind = SmtpTestServer.builder();
        try (SmtpTestServer server = secured ? kind.startTls().start() : kind.start()) {
            SmtpOptions options = secured
                    ? plain(server).tls(trusting(server, TlsMode.STARTTLS)).build()
                    : plain(server).build();
            try (SmtpSender sender = new SmtpSender(options, LIMITS)) {
                for (Behaviour fault : FAULTS) {
                    server.clear();
                    server.script().on(step, fault);
                    failWith(door, sender, rounds);
                    server.clear();
                    assertThat(door.send(sender, TO_ONE, new TestContent()).outcome())
                            .isEqualTo(DeliveryOutcome.ACCEPTED);
                    await().atMost(SOON).until(() -> sender.connections() == 0);
                }
            }
            server.awaitNoConnections(SOON);
        }
    }

    /** Messages of their own each time, of which every one that was opened is closed. */
    private static void failWith(DoorWay door, SmtpSender sender, int rounds) {
        List<TestContent> contents = new ArrayList<>();
        for (int i = 0; i < rounds; i++) {
            TestContent content = new TestContent();
            contents.add(content);
            door.fail(sender, TO_ONE, content);
            FAILURES.increment();
        }
        assertThat(contents).allSatisfy(c -> assertThat(c.closed).hasValue(c.opened.get()));
    }
}
