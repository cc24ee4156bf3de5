package org.postrider.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.postrider.mail.Clients.SOON;
import static org.postrider.mail.Clients.message;
import static org.postrider.mail.Mailers.failure;
import static org.postrider.mail.Mailers.plain;

import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.postrider.smtp.DeliveryException;
import org.postrider.smtp.DeliveryOutcome;
import org.postrider.smtp.FailureKind;
import org.postrider.smtp.SendResult;
import org.postrider.testkit.Behaviour;
import org.postrider.testkit.Gate;
import org.postrider.testkit.SmtpTestServer;
import org.postrider.testkit.Step;

/** A mailer that holds as much as it may: the server takes nothing before the gate is open. */
class MailerRoomTest {
    private final Gate gate = new Gate();
    private final SmtpTestServer server = SmtpTestServer.start();

    MailerRoomTest() {
        server.script().on(Step.GREETING, Behaviour.hold(gate));
    }

    @AfterEach
    void close() {
        gate.open();
        server.close();
    }

    private static List<CompletableFuture<SendResult>> send(Mailer mailer, int count) {
        return Stream.generate(() -> mailer.send(message())).limit(count).toList();
    }

    /** Sends on another thread, and waits until that one waits. */
    private static CompletableFuture<CompletableFuture<SendResult>> sendElsewhere(Mailer mailer, Thread[] thread) {
        CompletableFuture<CompletableFuture<SendResult>> returned = new CompletableFuture<>();
        thread[0] = new Thread(() -> returned.complete(mailer.send(message())));
        thread[0].start();
        await().atMost(SOON).until(() -> thread[0].getState() == Thread.State.WAITING);
        return returned;
    }

    @Test
    void fullMailerBlocksTheThreadUntilThereIsRoom() {
        try (Mailer mailer = plain(server).connections(1).queueLimit(3, 1 << 20).build()) {
            List<CompletableFuture<SendResult>> sent = send(mailer, 3);
            Thread[] thread = new Thread[1];
            CompletableFuture<CompletableFuture<SendResult>> returned = sendElsewhere(mailer, thread);
            assertThat(returned).isNotDone();
            assertThat(mailer.queued()).isEqualTo(3);
            gate.open();
            assertThat(returned.join().join().outcome()).isEqualTo(DeliveryOutcome.ACCEPTED);
            assertThat(sent)
                    .allSatisfy(each -> assertThat(each.join().outcome()).isEqualTo(DeliveryOutcome.ACCEPTED));
        }
    }

    @Test
    void interruptEndsTheWaitForRoomAndNothingIsSent() {
        try (Mailer mailer = plain(server).connections(1).queueLimit(1, 1 << 20).build()) {
            CompletableFuture<SendResult> sent = send(mailer, 1).get(0);
            Thread[] thread = new Thread[1];
            CompletableFuture<CompletableFuture<SendResult>> returned = sendElsewhere(mailer, thread);
            thread[0].interrupt();
            DeliveryException failure = failure(returned.join());
            assertThat(failure.kind()).isEqualTo(FailureKind.CANCELLED);
            assertThat(failure.result().outcome()).isEqualTo(DeliveryOutcome.NOT_SENT);
            gate.open();
            sent.join();
            assertThat(mailer.sendAndWait(message()).outcome()).isEqualTo(DeliveryOutcome.ACCEPTED);
            assertThat(server.getMessages()).hasSize(2);
        }
    }

    @Test
    void closeSendsAwayWhoWaitsForRoom() {
        Mailer mailer = plain(server).connections(1).queueLimit(1, 1 << 20).build();
        send(mailer, 1);
        CompletableFuture<CompletableFuture<SendResult>> returned = sendElsewhere(mailer, new Thread[1]);
        assertThat(mailer.close(Duration.ZERO)).isFalse();
        assertThat(failure(returned.join()).result().outcome()).isEqualTo(DeliveryOutcome.NOT_SENT);
    }

    @Test
    void fullMailerFailsWhereItIsToldTo() {
        try (Mailer mailer = plain(server)
                .connections(1)
                .queueLimit(2, 1 << 20)
                .whenFull(WhenFull.FAIL)
                .build()) {
            List<CompletableFuture<SendResult>> sent = send(mailer, 2);
            assertThat(mailer.send(message()))
                    .failsWithin(Duration.ZERO)
                    .withThrowableThat()
                    .withCauseInstanceOf(RejectedExecutionException.class)
                    .withMessageContaining("queueLimit");
            assertThatThrownBy(() -> mailer.sendAndWait(message())).isInstanceOf(RejectedExecutionException.class);
            assertThat(mailer.queued()).isEqualTo(2);
            gate.open();
            assertThat(sent)
                    .allSatisfy(each -> assertThat(each.join().outcome()).isEqualTo(DeliveryOutcome.ACCEPTED));
        }
    }

    @Test
    void refusalNamesTheLimitThatIsReached() {
        try (Mailer mailer = plain(server)
                .connections(1)
                .queueLimit(100, 600)
                .whenFull(WhenFull.FAIL)
                .build()) {
            MailMessage large = message();
            large.setBody("0123456789\n".repeat(100));
            mailer.send(large);
            assertThat(mailer.send(message()))
                    .failsWithin(Duration.ZERO)
                    .withThrowableThat()
                    .withMessageContaining("octets")
                    .withMessageContaining("600");
            gate.open();
        }
    }

    @Test
    void messageThatWaitsIsHeldByItsFuture() {
        try (Mailer mailer = plain(server)
                .connections(1)
                .queueLimit(2, 1 << 20)
                .whenFull(WhenFull.WAIT)
                .build()) {
            List<CompletableFuture<SendResult>> sent = send(mailer, 10);
            assertThat(mailer.queued()).isEqualTo(2);
            sent.get(5).cancel(true);
            gate.open();
            assertThat(sent.stream().filter(each -> !each.isCancelled()))
                    .hasSize(9)
                    .allSatisfy(each -> assertThat(each.join().outcome()).isEqualTo(DeliveryOutcome.ACCEPTED));
            assertThat(server.getMessages()).hasSize(9);
            assertThat(mailer.queued()).isZero();
        }
    }

    @Test
    void closeEndsWhatWaitsForRoom() {
        Mailer mailer = plain(server)
                .connections(1)
                .queueLimit(2, 1 << 20)
                .whenFull(WhenFull.WAIT)
                .build();
        List<CompletableFuture<SendResult>> sent = send(mailer, 10);
        assertThat(mailer.close(Duration.ZERO)).isFalse();
        assertThat(sent).allSatisfy(each -> assertThat(failure(each).kind()).isEqualTo(FailureKind.CANCELLED));
        assertThat(mailer.queued()).isZero();
    }

    @Test
    void octetsAreBoundedToo() {
        try (Mailer mailer = plain(server)
                .connections(2)
                .queueLimit(100, 50_000)
                .whenFull(WhenFull.WAIT)
                .build()) {
            MailMessage large = message();
            large.setBody("0123456789\n".repeat(2_000));
            List<CompletableFuture<SendResult>> sent =
                    Stream.generate(() -> mailer.send(large)).limit(5).toList();
            assertThat(mailer.queued()).isEqualTo(2);
            gate.open();
            assertThat(sent)
                    .allSatisfy(each -> assertThat(each.join().outcome()).isEqualTo(DeliveryOutcome.ACCEPTED));
        }
    }

    /** What a template's messages share is in memory once, however many there are. */
    @Test
    void attachmentOfATemplateCountsForNoneOfItsMessages() {
        MailMessage draft = new MailMessage();
        draft.setFrom(new MailAddress("a@example.com"));
        draft.setBody("Hello {{name}}");
        draft.getAttachments().add(new Attachment(new ByteArrayInputStream(new byte[100_000]), "a.bin"));
        MailTemplate template = MailTemplate.of(draft);
        try (Mailer mailer = plain(server)
                .connections(2)
                .queueLimit(100, 50_000)
                .whenFull(WhenFull.WAIT)
                .build()) {
            List<CompletableFuture<SendResult>> sent = IntStream.range(0, 5)
                    .mapToObj(i -> mailer.send(
                            template.to("r" + i + "@example.com").with("name", i == 4 ? "x".repeat(60_000) : "x")))
                    .toList();
            assertThat(mailer.queued()).as("a value is each message's own").isEqualTo(4);
            gate.open();
            assertThat(sent)
                    .allSatisfy(each -> assertThat(each.join().outcome()).isEqualTo(DeliveryOutcome.ACCEPTED));
        }
    }

    @Test
    void messageLargerThanAllRoomIsSentAlone() {
        try (Mailer mailer = plain(server)
                .connections(2)
                .queueLimit(100, 10)
                .whenFull(WhenFull.WAIT)
                .build()) {
            List<CompletableFuture<SendResult>> sent = send(mailer, 3);
            assertThat(mailer.queued()).isEqualTo(1);
            gate.open();
            assertThat(sent)
                    .allSatisfy(each -> assertThat(each.join().outcome()).isEqualTo(DeliveryOutcome.ACCEPTED));
        }
    }

    @Test
    void whoHearsOfAnEndFindsRoom() {
        gate.open();
        try (Mailer mailer = plain(server)
                .connections(1)
                .queueLimit(1, 1 << 20)
                .whenFull(WhenFull.FAIL)
                .build()) {
            CompletableFuture<SendResult> last = mailer.send(message());
            for (int i = 1; i < 100; i++) {
                last = last.thenCompose(result -> mailer.send(message()));
            }
            assertThat(last.join().outcome()).isEqualTo(DeliveryOutcome.ACCEPTED);
            assertThat(server.getMessages()).hasSize(100);
        }
    }

    @Test
    void manyThreadsShareTheRoomAndNoneIsForgotten() {
        gate.open();
        AtomicInteger most = new AtomicInteger();
        try (Mailer mailer = plain(server).connections(3).queueLimit(5, 4_000).build()) {
            List<CompletableFuture<Void>> threads = new ArrayList<>();
            for (int t = 0; t < 8; t++) {
                threads.add(CompletableFuture.runAsync(
                        () -> {
                            for (int i = 0; i < 50; i++) {
                                CompletableFuture<SendResult> sent = mailer.send(message());
                                most.accumulateAndGet(mailer.queued(), Math::max);
                                if (i % 7 == 0) {
                                    sent.cancel(true);
                                }
                            }
                        },
                        task -> new Thread(task).start()));
            }
            assertThat(threads).allSatisfy(CompletableFuture::join);
            assertThat(mailer.close(SOON)).isTrue();
            assertThat(most.get()).isBetween(1, 5);
            assertThat(server.getMessages()).hasSizeGreaterThanOrEqualTo(8 * 42);
        }
    }

    @Test
    void boundsBelowOneAreRefused() {
        MailerBuilder builder = plain(server);
        assertThatThrownBy(() -> builder.queueLimit(0, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder.queueLimit(1, 0)).isInstanceOf(IllegalArgumentException.class);
    }
}
