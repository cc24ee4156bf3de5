package org.postrider.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.postrider.smtp.SmtpSenderTest.TO_ONE;
import static org.postrider.smtp.SmtpSenderTest.plain;
import static org.postrider.smtp.SmtpSenderTest.trusting;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.sockets.ObjectDisposedException;
import org.postrider.testkit.Behaviour;
import org.postrider.testkit.Reply;
import org.postrider.testkit.SmtpTestServer;
import org.postrider.testkit.Step;

/** Settings can be tried without a message. */
@Execution(ExecutionMode.CONCURRENT)
class VerifyTest {
    /** Writes down how the way to the server was found. */
    private static final class Heard implements SmtpListener {
        final List<String> events = new CopyOnWriteArrayList<>();

        @Override
        public void connecting(InetSocketAddress address) {
            events.add("connecting " + address.getPort());
        }

        @Override
        public void unreachable(InetSocketAddress address, String reason) {
            events.add("unreachable " + address.getPort() + ": " + reason);
        }

        @Override
        public void connected(InetSocketAddress address) {
            events.add("connected " + address.getPort());
        }
    }

    private static SmtpOptions.Builder secure(SmtpTestServer server) {
        return plain(server).tls(trusting(server, TlsMode.STARTTLS));
    }

    private static DeliveryException failure(SmtpSender sender, Duration timeout) {
        return catchThrowableOfType(DeliveryException.class, () -> sender.verify(timeout));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE})
    void timeoutOfNothingIsOverBeforeAnythingIsTried(long nanos) {
        Duration timeout = nanos == Long.MIN_VALUE ? Duration.ofSeconds(nanos) : Duration.ofNanos(nanos);
        try (SmtpTestServer server = SmtpTestServer.start();
                SmtpSender sender = new SmtpSender(plain(server).build())) {
            List<DeliveryException> failures = List.of(
                    failure(sender, timeout),
                    catchThrowableOfType(
                            DeliveryException.class, () -> sender.send(TO_ONE, new TestContent(), timeout)));
            assertThat(failures).allSatisfy(failure -> {
                assertThat(failure.kind()).isEqualTo(FailureKind.TIMEOUT);
                assertThat(failure.result().outcome()).isEqualTo(DeliveryOutcome.NOT_SENT);
                assertThat(failure).hasMessageContaining("took longer than its limit");
            });
            assertThat(server.getSessions()).isEmpty();
        }
    }

    @Test
    void goodSettingsAreToldWithTheConnectionThatTheyGive() {
        try (SmtpTestServer server = SmtpTestServer.builder()
                        .startTls()
                        .user("ann", "secret")
                        .start();
                SmtpSender sender = new SmtpSender(secure(server)
                        .credential(new PasswordCredential("ann", "secret"))
                        .build())) {
            ConnectionFacts facts = sender.verify(Duration.ofSeconds(30));

            assertThat(facts.tls()).isPresent();
            assertThat(facts.mechanism()).isNotNull();
            assertThat(server.getSessions().get(0).getCommands()).last().isEqualTo("QUIT");
            assertThat(server.getMessages()).isEmpty();
            assertThat(sender.connections()).isZero();
        }
    }

    @Test
    void wrongPasswordIsFoundOutWithoutAMessage() {
        try (SmtpTestServer server = SmtpTestServer.builder()
                        .startTls()
                        .user("ann", "secret")
                        .start();
                SmtpSender sender = new SmtpSender(secure(server)
                        .credential(new PasswordCredential("ann", "mistaken"))
                        .build())) {
            DeliveryException told = failure(sender, null);

            assertThat(told.kind()).isEqualTo(FailureKind.AUTHENTICATION);
            assertThat(told.result().outcome()).isEqualTo(DeliveryOutcome.NOT_SENT);
            assertThat(told.result().connection().tls()).isPresent();
            assertThat(told.reply()).map(SmtpReply::code).contains(535);
        }
    }

    @Test
    void serverThatSaysNothingEndsAtTheLimit() {
        try (SmtpTestServer server = SmtpTestServer.start();
                SmtpSender sender = new SmtpSender(plain(server).build())) {
            server.script().on(Step.GREETING, Behaviour.silence());

            assertThat(failure(sender, Duration.ofMillis(300)).kind()).isEqualTo(FailureKind.TIMEOUT);
        }
    }

    @Test
    void goodbyeThatIsntAnsweredChangesNothing() {
        try (SmtpTestServer server = SmtpTestServer.start();
                SmtpSender sender = new SmtpSender(plain(server).build())) {
            server.script().on(Step.QUIT, Behaviour.silence());

            assertThat(sender.verify(Duration.ofSeconds(30)).address()).isNotNull();
        }
    }

    @Test
    @SuppressWarnings("try") // It is closed in the middle of what it does.
    void senderThatIsClosedEndsIt() {
        try (SmtpTestServer server = SmtpTestServer.start()) {
            SmtpSender sender = new SmtpSender(plain(server).build());
            server.script().on(Step.GREETING, Behaviour.silence());
            CompletableFuture<ConnectionFacts> verified = CompletableFuture.supplyAsync(() -> sender.verify(null));
            Awaitility.await().until(() -> server.getOpenConnections() == 1);
            sender.close();

            assertThatThrownBy(verified::join)
                    .isInstanceOf(CompletionException.class)
                    .cause()
                    .isInstanceOfSatisfying(
                            DeliveryException.class, e -> assertThat(e.kind()).isEqualTo(FailureKind.CANCELLED));
            assertThatThrownBy(() -> sender.verify(null)).isInstanceOf(ObjectDisposedException.class);
        }
    }

    @Test
    void eachAddressThatIsTriedIsTold() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Heard heard = new Heard();
        SmtpOptions nobody =
                SmtpOptions.builder("127.0.0.1").port(port).listener(heard).build();
        try (SmtpSender sender = new SmtpSender(nobody)) {
            assertThat(failure(sender, null).kind()).isEqualTo(FailureKind.CONNECTION);
        }
        assertThat(heard.events)
                .containsExactly(
                        "connecting " + port,
                        "unreachable " + port + ": connection refused: check the port, and whether the server runs");
    }

    @Test
    void addressThatAnswersIsTriedAndConnected() {
        Heard heard = new Heard();
        try (SmtpTestServer server = SmtpTestServer.start();
                SmtpSender sender = new SmtpSender(plain(server).listener(heard).build())) {
            server.script().on(Step.GREETING, Reply.of(554, "no service"));

            assertThat(failure(sender, null).kind()).isEqualTo(FailureKind.REFUSED);
            assertThat(heard.events).containsExactly("connecting " + server.getPort(), "connected " + server.getPort());
        }
    }

    @Test
    void certificateTellsWhomItIsFor() {
        try (SmtpTestServer server = SmtpTestServer.builder().startTls().start();
                SmtpSender sender = new SmtpSender(secure(server).build())) {
            TlsFacts facts = sender.verify(null).tls().orElseThrow();

            assertThat(facts.isFor(server.getHost())).isTrue();
            assertThat(facts.isFor("mail.example.com")).isFalse();
            assertThat(facts.isFor("no name..at all")).isFalse();
            assertThat(new TlsFacts("TLSv1.3", "x", true, List.of()).isFor(server.getHost()))
                    .isFalse();
        }
    }

    private static RouteOptions both(SmtpTestServer first, SmtpTestServer second) {
        return RouteOptions.DIRECT.withServers(List.of(
                new ServerAddress("localhost", first.getPort(), 0, 0),
                new ServerAddress("localhost", second.getPort(), 1, 0)));
    }

    @Test
    void nextServerIsTriedWhereASendWouldGoOn() {
        try (SmtpTestServer first = SmtpTestServer.start();
                SmtpTestServer second = SmtpTestServer.start();
                SmtpSender sender =
                        new SmtpSender(plain(first).route(both(first, second)).build())) {
            first.script().on(Step.EHLO, Reply.of(421, "later"));

            assertThat(sender.verify(Duration.ofSeconds(30)).server()).isEqualTo("localhost:" + second.getPort());
        }
    }

    @Test
    void refusedLoginIsTheLastWordOfAllServers() {
        try (SmtpTestServer first =
                        SmtpTestServer.builder().startTls().user("ann", "1").start();
                SmtpTestServer second =
                        SmtpTestServer.builder().startTls().user("ann", "2").start();
                SmtpSender sender = new SmtpSender(secure(first)
                        .route(both(first, second))
                        .credential(new PasswordCredential("ann", "2"))
                        .build())) {
            assertThat(failure(sender, null).kind()).isEqualTo(FailureKind.AUTHENTICATION);
            assertThat(second.getSessions()).isEmpty();
        }
    }

    @Test
    @SuppressWarnings("try") // It is closed in the middle of what it does.
    void senderThatIsClosedTriesNoFurtherServer() {
        try (SmtpTestServer first = SmtpTestServer.start();
                SmtpTestServer second = SmtpTestServer.start()) {
            SmtpSender sender =
                    new SmtpSender(plain(first).route(both(first, second)).build());
            first.script().on(Step.GREETING, Behaviour.silence());
            CompletableFuture<DeliveryException> told = CompletableFuture.supplyAsync(() -> failure(sender, null));
            Awaitility.await().until(() -> first.getOpenConnections() == 1);
            sender.close();

            assertThat(told.join().kind()).isEqualTo(FailureKind.CANCELLED);
            assertThat(second.getSessions()).isEmpty();
        }
    }

    @Test
    void timeoutBoundsAllServersTogether() {
        try (SmtpTestServer first = SmtpTestServer.start();
                SmtpTestServer second = SmtpTestServer.start();
                SmtpSender sender =
                        new SmtpSender(plain(first).route(both(first, second)).build())) {
            first.script().on(Step.GREETING, Behaviour.silence());

            assertThat(failure(sender, Duration.ofMillis(300)).kind()).isEqualTo(FailureKind.TIMEOUT);
            assertThat(second.getSessions()).isEmpty();
        }
    }
}
