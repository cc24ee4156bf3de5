package org.postrider.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.postrider.smtp.SmtpSenderTest.SOON;
import static org.postrider.smtp.SmtpSenderTest.TO_ONE;
import static org.postrider.smtp.SmtpSenderTest.plain;
import static org.postrider.smtp.SmtpSenderTest.trusting;
import static org.postrider.smtp.SmtpStep.AUTH;
import static org.postrider.smtp.SmtpStep.BODY;
import static org.postrider.smtp.SmtpStep.CONNECT;
import static org.postrider.smtp.SmtpStep.ENVELOPE;
import static org.postrider.smtp.SmtpStep.GREETING;
import static org.postrider.smtp.SmtpStep.HELLO;
import static org.postrider.smtp.SmtpStep.LOOKUP;
import static org.postrider.smtp.SmtpStep.OUTCOME;
import static org.postrider.smtp.SmtpStep.PROXY;
import static org.postrider.smtp.SmtpStep.QUIT;
import static org.postrider.smtp.SmtpStep.TLS;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postrider.testkit.Behaviour;
import org.postrider.testkit.SmtpTestServer;
import org.postrider.testkit.Step;

/** What a listener is told of steps, messages and connections, and when. */
class SmtpListenerTest {
    /** One event. */
    private record Event(String what, Duration took) {
        static Event of(Object what) {
            return new Event(what.toString(), Duration.ZERO);
        }
    }

    /** Writes down steps and ends. */
    private static final class Heard implements SmtpListener {
        final List<Event> events = new CopyOnWriteArrayList<>();
        final List<SendResult> results = new CopyOnWriteArrayList<>();

        @Override
        public void reply(SmtpReply reply) {
            events.add(Event.of(reply.code()));
        }

        @Override
        public void stepEnded(SmtpStep step, Duration took) {
            events.add(new Event(step.toString(), took));
        }

        @Override
        public void messageEnded(SendResult result, @Nullable FailureKind failure) {
            results.add(result);
            events.add(Event.of(result.outcome() + " " + failure));
        }

        @Override
        public void closed(String reason) {
            events.add(Event.of("closed"));
        }

        /** Gives the steps, and the ends between them, once the last of them has come. */
        List<String> until(String last) {
            await().atMost(SOON).until(() -> names().contains(last));
            return names().stream().filter(what -> !what.matches("\\d+")).toList();
        }

        List<String> names() {
            return events.stream().map(Event::what).toList();
        }

        Duration timeOf(SmtpStep step) {
            return events.stream()
                    .filter(e -> e.what.equals(step.toString()))
                    .map(Event::took)
                    .reduce(Duration.ZERO, Duration::plus);
        }
    }

    private static SmtpTestServer.Builder server() {
        return SmtpTestServer.builder().without("CHUNKING");
    }

    private static List<String> names(Object... events) {
        return Arrays.stream(events).map(Object::toString).toList();
    }

    private final Heard heard = new Heard();

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void eachStepIsToldOnceInOrderAndTheMessageBehindItsOwn(DoorWay door) {
        try (SmtpTestServer server = server().startTls().user("ann", "secret").start()) {
            try (SmtpSender sender = new SmtpSender(plain(server)
                    .tls(trusting(server, TlsMode.STARTTLS))
                    .credential(new PasswordCredential("ann", "secret"))
                    .listener(heard)
                    .build())) {
                door.send(sender, TO_ONE, new TestContent());
                door.send(sender, TO_ONE, new TestContent());
            }
            List<Object> expected = new ArrayList<>(List.of(LOOKUP, CONNECT, GREETING, HELLO, TLS, HELLO, AUTH));
            List<Object> message = List.of(ENVELOPE, BODY, OUTCOME, "ACCEPTED null");
            expected.addAll(message);
            expected.addAll(message);
            expected.addAll(List.of(QUIT, "closed"));
            assertThat(heard.until("closed")).isEqualTo(names(expected.toArray()));
        }
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void stepIsToldBehindTheReplyThatEndsIt(DoorWay door) {
        try (SmtpTestServer server = server().start();
                SmtpSender sender = new SmtpSender(plain(server).listener(heard).build())) {
            door.send(sender, TO_ONE, new TestContent());
            heard.until("ACCEPTED null");
            assertThat(heard.names())
                    .isEqualTo(names(
                            LOOKUP,
                            CONNECT,
                            220,
                            GREETING,
                            250,
                            HELLO,
                            250,
                            250,
                            354,
                            ENVELOPE,
                            BODY,
                            250,
                            OUTCOME,
                            "ACCEPTED null"));
        }
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void timeIsThatOfTheStepThatTookIt(DoorWay door) {
        Duration slow = Duration.ofMillis(400);
        try (SmtpTestServer server = server().implicitTls().start();
                SmtpSender sender = new SmtpSender(plain(server)
                        .tls(trusting(server, TlsMode.IMPLICIT))
                        .listener(heard)
                        .build())) {
            server.script().on(Step.END_OF_DATA, Behaviour.delay(slow));
            server.script().on(Step.TLS_HANDSHAKE, Behaviour.delay(slow));
            Timings timings = door.send(sender, TO_ONE, new TestContent()).timings();
            assertThat(heard.until("ACCEPTED null"))
                    .isEqualTo(names(LOOKUP, CONNECT, TLS, GREETING, HELLO, ENVELOPE, BODY, OUTCOME, "ACCEPTED null"));
            assertThat(heard.timeOf(OUTCOME)).isGreaterThan(slow.dividedBy(2)).isLessThanOrEqualTo(timings.total());
            assertThat(heard.timeOf(TLS)).isGreaterThan(slow.dividedBy(2));
            assertThat(sum(LOOKUP, CONNECT)).isLessThanOrEqualTo(timings.connect());
            assertThat(sum(TLS, GREETING, HELLO)).isLessThanOrEqualTo(timings.session());
            assertThat(sum(ENVELOPE, BODY, OUTCOME)).isLessThanOrEqualTo(timings.transaction());
            assertThat(heard.results.get(0).timings()).isEqualTo(timings);
        }
    }

    private Duration sum(SmtpStep... steps) {
        return Stream.of(steps).map(heard::timeOf).reduce(Duration.ZERO, Duration::plus);
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void stepThatIsCutShortEndsBeforeItsConnection(DoorWay door) {
        try (SmtpTestServer server = server().start();
                SmtpSender sender = new SmtpSender(plain(server).listener(heard).build())) {
            server.script().on(Step.END_OF_DATA, Behaviour.close());
            door.fail(sender, TO_ONE, new TestContent());
            assertThat(heard.until("IN_DOUBT CONNECTION"))
                    .endsWith(names(BODY, OUTCOME, "closed", "IN_DOUBT CONNECTION")
                            .toArray(String[]::new));
        }
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void serverThatCannotBeReachedIsToldWithTheTimeItTook(DoorWay door) {
        SmtpTestServer gone = server().start();
        gone.close();
        try (SmtpSender sender = new SmtpSender(plain(gone).listener(heard).build())) {
            door.fail(sender, TO_ONE, new TestContent());
            assertThat(heard.until("NOT_SENT CONNECTION"))
                    .isEqualTo(names(LOOKUP, CONNECT, "closed", "NOT_SENT CONNECTION"));
        }
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void wayThroughAProxyIsAStepOfItsOwn(DoorWay door) throws Exception {
        try (SmtpTestServer server = server().start();
                TestProxy proxy = TestProxy.to(server.getAddress(), ProxyOptions.Kind.SOCKS5, null);
                SmtpSender sender = new SmtpSender(plain(server)
                        .route(RouteOptions.DIRECT.withProxy(
                                new ProxyOptions(ProxyOptions.Kind.SOCKS5, "127.0.0.1", proxy.port(), null)))
                        .listener(heard)
                        .build())) {
            door.send(sender, TO_ONE, new TestContent());
            assertThat(heard.until("ACCEPTED null"))
                    .startsWith(names(LOOKUP, CONNECT, PROXY, GREETING).toArray(String[]::new));
        }
    }

    @Test
    void messageThatNeverHasAConnectionIsToldAsWell() {
        try (SmtpTestServer server = server().start();
                SmtpSender sender = new SmtpSender(
                        plain(server).listener(heard).build(),
                        PoolLimits.DEFAULT.withMaxConnections(1).withWaitLimit(Duration.ofMillis(200)))) {
            server.script().on(Step.GREETING, Behaviour.silence());
            SendFuture first = sender.sendAsync(TO_ONE, new TestContent());
            heard.until("CONNECT");
            DoorWay.BLOCKING.fail(sender, TO_ONE, new TestContent());
            assertThat(heard.until("NOT_SENT TIMEOUT")).doesNotContain("closed");
            first.abort();
            assertThat(heard.until("NOT_SENT CANCELLED")).contains("closed");
        }
    }

    /** Gives each connection a listener of its own. */
    private static final class Switchboard implements SmtpListener {
        final List<Heard> connections = new CopyOnWriteArrayList<>();

        @Override
        public SmtpListener opening() {
            Heard own = new Heard();
            connections.add(own);
            return own;
        }

        @Override
        public void reply(SmtpReply reply) {
            throw new AssertionError("nobody asked to hear all connections in one");
        }
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void connectionsMayHaveListenersOfTheirOwn(DoorWay door) {
        Switchboard board = new Switchboard();
        try (SmtpTestServer server = server().start();
                SmtpSender sender = new SmtpSender(plain(server).listener(board).build())) {
            door.send(sender, TO_ONE, new TestContent());
            server.script().on(Step.MAIL, Behaviour.close()).times(1);
            door.send(sender, TO_ONE, new TestContent());
            await().atMost(SOON).until(() -> board.connections.size() == 2);
            assertThat(board.connections.get(0).until("closed")).endsWith("ENVELOPE", "closed");
            assertThat(board.connections.get(1).until("ACCEPTED null")).startsWith("LOOKUP");
        }
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void listenerThatThrowsIsNoObstacle(DoorWay door) {
        SmtpListener throwing = new SmtpListener() {
            @Override
            public SmtpListener opening() {
                throw new IllegalArgumentException("no");
            }

            @Override
            public void messageEnded(SendResult result, @Nullable FailureKind failure) {
                throw new IllegalArgumentException("never");
            }
        };
        try (SmtpTestServer server = server().start();
                SmtpSender sender =
                        new SmtpSender(plain(server).listener(throwing).build())) {
            assertThat(door.send(sender, TO_ONE, new TestContent()).outcome()).isEqualTo(DeliveryOutcome.ACCEPTED);
        }
    }
}
