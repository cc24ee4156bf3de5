package org.postrider.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.postrider.smtp.DeliveryOutcome.IN_DOUBT;
import static org.postrider.smtp.DeliveryOutcome.NOT_SENT;
import static org.postrider.smtp.SmtpSenderTest.SOON;
import static org.postrider.smtp.SmtpSenderTest.TO_ONE;
import static org.postrider.smtp.SmtpSenderTest.plain;
import static org.postrider.smtp.SmtpSenderTest.trusting;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.testkit.Behaviour;
import org.postrider.testkit.Gate;
import org.postrider.testkit.Reply;
import org.postrider.testkit.SmtpTestServer;
import org.postrider.testkit.Step;

/** Every step ends within its limit, whatever the server does with the time. */
@Execution(ExecutionMode.CONCURRENT)
class TimeoutTest {
    /** Short enough to wait for, long enough for what isn't to run into it. */
    private static final Duration SHORT = Duration.ofMillis(1200);

    /** Enough for the whole of a message. */
    private static final Duration LONGER = Duration.ofSeconds(4);

    private static final List<Step> COMMANDS = List.of(
            Step.GREETING, Step.EHLO, Step.STARTTLS, Step.AUTH, Step.MAIL, Step.RCPT, Step.DATA, Step.END_OF_DATA);

    /** The promise is 500 ms, which a busy machine may need more than. */
    private static final LongAccumulator WORST_OVERRUN = new LongAccumulator(Math::max, 0);

    @AfterAll
    static void printTheWorst() {
        System.out.printf("Deadlines: worst overrun of a limit %d ms%n", WORST_OVERRUN.get());
    }

    static Stream<Arguments> faults() {
        Behaviour drip = Behaviour.drip(Reply.of(250, "x".repeat(3000)), Duration.ofMillis(100));
        Stream<Arguments> dripping = COMMANDS.stream().map(step -> Arguments.of(step, drip));
        Stream<Arguments> silent = Stream.concat(COMMANDS.stream(), Stream.of(Step.TLS_HANDSHAKE))
                .map(step -> Arguments.of(step, Behaviour.silence()));
        return Stream.concat(dripping, silent)
                .flatMap(
                        row -> Stream.of(DoorWay.values()).map(door -> Arguments.of(row.get()[0], row.get()[1], door)));
    }

    /** Whatever holds up the last reply of the opening, here a listener: it was the limit that ended the connection behind it. */
    @Test
    void limitThatIsOverBetweenOpeningAndMessageIsTold() {
        try (SmtpTestServer server = SmtpTestServer.builder().start()) {
            SmtpListener slow = new SmtpListener() {
                @Override
                public void reply(SmtpReply reply) {
                    if (reply.code() == 250) {
                        server.awaitNoConnections(SOON);
                    }
                }
            };
            try (SmtpSender sender = new SmtpSender(plain(server).listener(slow).build())) {
                assertThatThrownBy(() -> sender.send(TO_ONE, new TestContent(), Duration.ofMillis(300)))
                        .isInstanceOfSatisfying(DeliveryException.class, e -> {
                            assertThat(e.kind()).isEqualTo(FailureKind.TIMEOUT);
                            assertThat(e.result().outcome()).isEqualTo(NOT_SENT);
                        })
                        .hasMessageContaining("limit");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("faults")
    void stepEndsAtItsLimitHoweverLittleComes(Step step, Behaviour fault, DoorWay door) {
        try (SmtpTestServer server = SmtpTestServer.builder()
                        .startTls()
                        .user("ann", "secret")
                        .start();
                SmtpSender sender = new SmtpSender(secured(server, shortAt(step)))) {
            AtomicLong reached = new AtomicLong();
            server.script().on(step, fault).when(line -> reached.compareAndSet(0, System.nanoTime()));
            DeliveryException failure = door.fail(sender, TO_ONE, new TestContent());
            Duration took = Duration.ofNanos(System.nanoTime() - reached.get());
            assertThat(failure.kind()).as(failure.getMessage()).isEqualTo(FailureKind.TIMEOUT);
            assertThat(failure.result().outcome()).isEqualTo(step == Step.END_OF_DATA ? IN_DOUBT : NOT_SENT);
            assertThat(failure.result().timings().total()).isBetween(SHORT, SOON);
            WORST_OVERRUN.accumulate(took.minus(SHORT).toMillis());
            assertThat(server.getMessages()).hasSizeLessThanOrEqualTo(step == Step.END_OF_DATA ? 1 : 0);
            server.awaitNoConnections(SOON);
        }
    }

    /** A stall of the machine must not end another step than the one in question. */
    private static StepLimits shortAt(Step step) {
        return new StepLimits(
                SOON,
                step.compareTo(Step.AUTH) <= 0 ? SHORT : SOON,
                step == Step.MAIL || step == Step.RCPT ? SHORT : SOON,
                step == Step.DATA ? SHORT : SOON,
                step == Step.BODY ? SHORT : SOON,
                step == Step.END_OF_DATA ? SHORT : SOON,
                step == Step.QUIT ? SHORT : SOON);
    }

    private static SmtpOptions secured(SmtpTestServer server, StepLimits limits) {
        return plain(server)
                .tls(trusting(server, TlsMode.STARTTLS))
                .credential(new PasswordCredential("ann", "secret"))
                .limits(limits)
                .build();
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void serverThatStopsReadingTheMessageIsGivenUp(DoorWay door) {
        try (SmtpTestServer server =
                        SmtpTestServer.builder().receiveBufferSize(8192).start();
                SmtpSender sender =
                        new SmtpSender(plain(server).limits(shortAt(Step.BODY)).build())) {
            server.script().on(Step.BODY, Behaviour.stopReading()).afterBytes(100_000);
            TestContent content = TestContent.large();
            DeliveryException failure = door.fail(sender, TO_ONE, content);
            assertThat(failure.kind()).as(failure.getMessage()).isEqualTo(FailureKind.TIMEOUT);
            assertThat(failure.result().outcome()).isEqualTo(NOT_SENT);
            assertThat(content.closed).hasValue(1);
        }
    }

    /** A listener whose queue is full: the kernel answers no connect any more. */
    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void connectThatNobodyAnswersEndsAtItsLimit(DoorWay door) throws IOException {
        List<SocketChannel> queued = new ArrayList<>();
        try (ServerSocket deaf = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            for (int i = 0; i < 8; i++) {
                SocketChannel channel = SocketChannel.open();
                queued.add(channel);
                channel.configureBlocking(false);
                channel.connect(deaf.getLocalSocketAddress());
            }
            SmtpOptions options = SmtpOptions.builder("127.0.0.1")
                    .port(deaf.getLocalPort())
                    .limits(StepLimits.ofEach(SHORT))
                    .build();
            try (SmtpSender sender = new SmtpSender(options)) {
                DeliveryException failure = door.fail(sender, TO_ONE, new TestContent());
                assertThat(failure.kind()).isEqualTo(FailureKind.TIMEOUT);
                assertThat(failure.result().outcome()).isEqualTo(NOT_SENT);
                assertThat(failure).hasMessageContaining("127.0.0.1:" + deaf.getLocalPort());
            }
        } finally {
            for (SocketChannel channel : queued) {
                channel.close();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void goodbyeIsWaitedForUpToItsLimit(DoorWay door) {
        try (SmtpTestServer server = SmtpTestServer.start()) {
            server.script().on(Step.QUIT, Behaviour.silence());
            SmtpSender sender =
                    new SmtpSender(plain(server).limits(shortAt(Step.QUIT)).build());
            door.send(sender, TO_ONE, new TestContent());
            long begun = System.nanoTime();
            sender.close();
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(SOON);
            server.awaitNoConnections(SOON);
        }
    }

    /** Eight goodbyes of 2 s each would take 16 s one after the other. */
    @Test
    void goodbyesAreSaidAllAtOnce() throws Exception {
        try (SmtpTestServer server = SmtpTestServer.start()) {
            Gate gate = new Gate();
            server.script().on(Step.MAIL, Behaviour.hold(gate));
            server.script().on(Step.QUIT, Behaviour.silence());
            SmtpSender sender = new SmtpSender(plain(server).build());
            ExecutorService threads = Executors.newFixedThreadPool(8);
            List<Future<SendResult>> sends = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                sends.add(threads.submit(() -> sender.send(TO_ONE, new TestContent())));
            }
            await().atMost(SOON).until(() -> server.getOpenConnections() == 8);
            gate.open();
            for (Future<SendResult> send : sends) {
                send.get();
            }
            threads.shutdown();
            long begun = System.nanoTime();
            sender.close();
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));
            server.awaitNoConnections(SOON);
        }
    }

    // The limit of the whole send.

    @Test
    void timeoutBoundsTheWholeSend() {
        try (SmtpTestServer server = SmtpTestServer.start();
                SmtpSender sender = new SmtpSender(plain(server).build())) {
            server.script().on(Step.END_OF_DATA, Behaviour.silence()).times(1);
            assertThatThrownBy(() -> sender.send(TO_ONE, new TestContent(), LONGER))
                    .isInstanceOfSatisfying(DeliveryException.class, failure -> {
                        assertThat(failure.kind()).isEqualTo(FailureKind.TIMEOUT);
                        assertThat(failure.result().outcome()).isEqualTo(IN_DOUBT);
                        assertThat(failure.result().timings().total())
                                .isGreaterThanOrEqualTo(LONGER)
                                .isLessThan(SOON);
                    });
            assertThat(sender.send(TO_ONE, new TestContent(), SOON).outcome()).isEqualTo(DeliveryOutcome.ACCEPTED);
        }
    }

    @Test
    void timeoutHoldsOnAConnectionThatIsUsedAgainAndNotBeyond() {
        try (SmtpTestServer server = SmtpTestServer.start();
                SmtpSender sender = new SmtpSender(plain(server).build())) {
            sender.send(TO_ONE, new TestContent(), SOON);
            server.script().on(Step.MAIL, Behaviour.silence()).times(1);
            assertThatThrownBy(() -> sender.send(TO_ONE, new TestContent(), SHORT))
                    .isInstanceOfSatisfying(DeliveryException.class, failure -> {
                        assertThat(failure.kind()).isEqualTo(FailureKind.TIMEOUT);
                        assertThat(failure.result().connection().reused()).isTrue();
                    });
            assertThat(sender.send(TO_ONE, new TestContent()).outcome()).isEqualTo(DeliveryOutcome.ACCEPTED);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT-1S", "PT0.000000001S"})
    void sendWithoutTimeEndsAtOnce(Duration none) {
        try (SmtpTestServer server = SmtpTestServer.start();
                SmtpSender sender = new SmtpSender(plain(server).build())) {
            TestContent content = new TestContent();
            assertThatThrownBy(() -> sender.send(TO_ONE, content, none))
                    .isInstanceOfSatisfying(DeliveryException.class, failure -> {
                        assertThat(failure.kind()).isEqualTo(FailureKind.TIMEOUT);
                        assertThat(failure.result().outcome()).isEqualTo(NOT_SENT);
                    });
            assertThat(content.opened).hasValue(0);
            assertThat(server.getMessages()).isEmpty();
        }
    }

    @Test
    void anyTimeoutMayBeGiven() {
        try (SmtpTestServer server = SmtpTestServer.start();
                SmtpSender sender = new SmtpSender(plain(server).build())) {
            for (Duration limit : List.of(Duration.ofSeconds(Long.MAX_VALUE), Duration.ofDays(36_500), SOON)) {
                assertThat(sender.send(TO_ONE, new TestContent(), limit).outcome())
                        .isEqualTo(DeliveryOutcome.ACCEPTED);
            }
        }
    }
}
