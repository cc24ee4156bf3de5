package org.postrider.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.postrider.mail.Clients.SOON;
import static org.postrider.mail.Clients.message;
import static org.postrider.mail.Mailers.failure;
import static org.postrider.mail.Mailers.plain;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.postrider.smtp.DeliveryOutcome;
import org.postrider.smtp.FailureKind;
import org.postrider.smtp.SendResult;
import org.postrider.testkit.Session;
import org.postrider.testkit.SmtpTestServer;

/** What the server sees of rates. */
class MailerRateTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final FakeTime time = new FakeTime(0);
    private final SmtpTestServer server = SmtpTestServer.start();

    @AfterEach
    void close() {
        server.close();
    }

    private static List<CompletableFuture<SendResult>> send(Mailer mailer, int count) {
        return Stream.generate(() -> mailer.send(message())).limit(count).toList();
    }

    private static long done(List<CompletableFuture<SendResult>> sent) {
        return sent.stream().filter(CompletableFuture::isDone).count();
    }

    private static void awaitDone(List<CompletableFuture<SendResult>> sent, int count) {
        await().atMost(SOON).until(() -> done(sent) == count);
    }

    @Test
    void serverGetsNoMoreThanTheRate() {
        try (Mailer mailer = plain(server)
                .time(time)
                .rateLimit(RateLimit.perSecond(5).withBurst(5))
                .build()) {
            List<CompletableFuture<SendResult>> sent = send(mailer, 20);
            for (int second = 1; second <= 4; second++) {
                awaitDone(sent, 5 * second);
                assertThat(server.getMessages()).hasSize(5 * second);
                assertThat(mailer.queued()).isEqualTo(20 - 5 * second);
                time.advance(SECOND);
            }
        }
    }

    @Test
    void eachConnectionKeepsItsOwnRate() {
        try (Mailer mailer = plain(server)
                .time(time)
                .connections(3)
                .rateLimitPerConnection(RateLimit.perSecond(2).withBurst(2))
                .build()) {
            List<CompletableFuture<SendResult>> sent = send(mailer, 12);
            awaitDone(sent, 6);
            assertThat(mailer.connections()).isEqualTo(3);
            time.advance(SECOND);
            awaitDone(sent, 12);
            assertThat(server.getSessions()).hasSize(3);
            assertThat(server.getSessions().stream().map(Session::toString))
                    .allSatisfy(dialogue ->
                            assertThat(dialogue.split("C: MAIL", -1)).hasSize(5));
        }
    }

    @Test
    void roomHoldsForWhatWaitsForItsTime() {
        try (Mailer mailer = plain(server)
                .time(time)
                .queueLimit(3, 1 << 20)
                .whenFull(WhenFull.FAIL)
                .rateLimit(RateLimit.perSecond(1))
                .build()) {
            List<CompletableFuture<SendResult>> sent = send(mailer, 1);
            awaitDone(sent, 1);
            List<CompletableFuture<SendResult>> waiting = send(mailer, 5);
            assertThat(mailer.queued()).isEqualTo(3);
            assertThat(waiting.stream().filter(CompletableFuture::isCompletedExceptionally))
                    .hasSize(2);
            waiting.get(0).cancel(true);
            assertThat(mailer.queued()).isEqualTo(2);
            time.advance(Duration.ofSeconds(2));
            awaitDone(waiting, 5);
            assertThat(server.getMessages()).hasSize(3);
        }
    }

    @Test
    void blockingSendWaitsForItsTime() {
        try (Mailer mailer =
                plain(server).time(time).rateLimit(RateLimit.perSecond(1)).build()) {
            assertThat(mailer.sendAndWait(message()).outcome()).isEqualTo(DeliveryOutcome.ACCEPTED);
            CompletableFuture<SendResult> second = new CompletableFuture<>();
            Thread thread = new Thread(() -> second.complete(mailer.sendAndWait(message())));
            thread.start();
            await().atMost(SOON).until(() -> thread.getState() == Thread.State.WAITING);
            assertThat(server.getMessages()).hasSize(1);
            time.advance(SECOND);
            assertThat(second.join().outcome()).isEqualTo(DeliveryOutcome.ACCEPTED);
            Thread.currentThread().interrupt();
            assertThat(failure(() -> mailer.sendAndWait(message())).kind()).isEqualTo(FailureKind.CANCELLED);
            assertThat(Thread.interrupted()).isTrue();
            assertThat(mailer.queued()).isZero();
        }
    }

    @Test
    void closeEndsWhatWaitsForItsTime() {
        Mailer mailer = plain(server)
                .time(time)
                .connections(2)
                .rateLimitPerConnection(RateLimit.perSecond(1))
                .build();
        List<CompletableFuture<SendResult>> sent = send(mailer, 10);
        awaitDone(sent, 2);
        assertThat(mailer.close(Duration.ZERO)).isFalse();
        assertThat(sent.stream().filter(CompletableFuture::isCompletedExceptionally))
                .hasSize(8)
                .allSatisfy(each -> assertThat(failure(each).result().outcome()).isEqualTo(DeliveryOutcome.NOT_SENT));
        server.awaitNoConnections(SOON);
    }

    @Test
    void theMachinesClockKeepsTimeToo() {
        try (Mailer mailer =
                plain(server).rateLimit(RateLimit.perSecond(200).withBurst(1)).build()) {
            long begun = System.nanoTime();
            assertThat(send(mailer, 41))
                    .allSatisfy(each -> assertThat(each.join().outcome()).isEqualTo(DeliveryOutcome.ACCEPTED));
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThanOrEqualTo(Duration.ofMillis(200));
        }
    }
}
