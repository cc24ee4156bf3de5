package org.postrider.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.postrider.smtp.Logins.PASSWORD;
import static org.postrider.smtp.Logins.offering;
import static org.postrider.smtp.Logins.options;
import static org.postrider.smtp.SmtpSenderTest.SOON;
import static org.postrider.smtp.SmtpSenderTest.TO_ONE;
import static org.postrider.smtp.SmtpSenderTest.plain;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.postrider.testkit.Behaviour;
import org.postrider.testkit.Gate;
import org.postrider.testkit.Session;
import org.postrider.testkit.SmtpTestServer;
import org.postrider.testkit.Step;

/** A connection that is good for no further message takes none, though there are always others under way on it. */
@Execution(ExecutionMode.CONCURRENT)
class WornConnectionTest {
    private static final PoolLimits ONE = PoolLimits.DEFAULT.withMaxConnections(1);

    private static SendFuture send(SmtpSender sender) {
        return sender.sendAsync(TO_ONE, new TestContent());
    }

    private static void assertSent(List<SendFuture> sends) {
        assertThat(sends)
                .allSatisfy(send -> assertThat(send.orTimeout(SOON.toSeconds(), TimeUnit.SECONDS)
                                .join()
                                .outcome())
                        .isEqualTo(DeliveryOutcome.ACCEPTED));
    }

    private static List<Long> messagesByConnection(SmtpTestServer server) {
        return server.getSessions().stream()
                .map(Session::getCommands)
                .map(commands ->
                        commands.stream().filter(c -> c.startsWith("MAIL")).count())
                .toList();
    }

    /** Sends one, and two more while it is under way. */
    private static void sendThreeThatOverlap(SmtpTestServer server, SmtpSender sender) {
        Gate gate = new Gate();
        server.script().on(Step.END_OF_DATA, Behaviour.hold(gate)).nth(1);
        SendFuture first = send(sender);
        gate.awaitReached(SOON);
        SendFuture second = send(sender);
        SendFuture third = send(sender);
        gate.open();
        assertSent(List.of(first, second, third));
    }

    @Test
    void connectionPastItsAgeLetsNobodyJoin() {
        try (SmtpTestServer server = SmtpTestServer.start();
                SmtpSender sender = new SmtpSender(plain(server).build(), ONE.withMaxAge(Duration.ofNanos(1)))) {
            sendThreeThatOverlap(server, sender);
            assertThat(messagesByConnection(server)).containsExactly(1L, 1L, 1L);
        }
    }

    @Test
    void connectionWhoseTokenHasGoneLetsNobodyJoin() {
        TokenSupplier gone = () -> CompletableFuture.completedFuture(new AccessToken(PASSWORD, Instant.EPOCH));
        AuthOptions auth = AuthOptions.of(new TokenCredential("ann", gone));
        try (SmtpTestServer server = offering("XOAUTH2").start();
                SmtpSender sender = new SmtpSender(options(server, auth).build(), ONE)) {
            sendThreeThatOverlap(server, sender);
            assertThat(messagesByConnection(server)).containsExactly(1L, 1L, 1L);
        }
    }

    /** Whichever is through first goes, and the one that is left takes all. */
    @Test
    void noConnectionIsJoinedWhileThereAreMoreThanThereMayBe() {
        Gate first = new Gate();
        Gate second = new Gate();
        try (SmtpTestServer server = SmtpTestServer.start();
                SmtpSender sender = new SmtpSender(plain(server).build(), ONE.withMaxConnections(2))) {
            server.script().on(Step.END_OF_DATA, Behaviour.hold(first)).nth(1);
            server.script().on(Step.END_OF_DATA, Behaviour.hold(second)).nth(2);
            List<SendFuture> two = List.of(send(sender), send(sender));
            first.awaitReached(SOON);
            second.awaitReached(SOON);
            sender.setLimits(ONE);
            List<SendFuture> others =
                    Stream.generate(() -> send(sender)).limit(6).toList();
            first.open();
            assertThat(CompletableFuture.anyOf(two.toArray(SendFuture[]::new))
                            .orTimeout(SOON.toSeconds(), TimeUnit.SECONDS))
                    .succeedsWithin(SOON);
            second.open();
            assertSent(two);
            assertSent(others);
            assertThat(messagesByConnection(server)).containsExactlyInAnyOrder(1L, 7L);
            assertThat(sender.connections()).isEqualTo(1);
        }
    }
}
