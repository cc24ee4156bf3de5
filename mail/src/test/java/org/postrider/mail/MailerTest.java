package org.postrider.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.postrider.mail.Clients.SOON;
import static org.postrider.mail.Clients.message;
import static org.postrider.mail.Mailers.failure;
import static org.postrider.mail.Mailers.plain;
import static org.postrider.mail.Mailers.trusting;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.postrider.smtp.DeliveryOutcome;
import org.postrider.smtp.FailureKind;
import org.postrider.smtp.PasswordCredential;
import org.postrider.smtp.SendResult;
import org.postrider.smtp.SmtpOptions;
import org.postrider.smtp.TlsMode;
import org.postrider.smtp.TlsOptions;
import org.postrider.sockets.ObjectDisposedException;
import org.postrider.testkit.Behaviour;
import org.postrider.testkit.Gate;
import org.postrider.testkit.ReceivedMessage;
import org.postrider.testkit.Reply;
import org.postrider.testkit.SmtpTestServer;
import org.postrider.testkit.Step;

/** One message after the other, and many at once. */
class MailerTest {
    @Test
    void thousandsOfMessagesShareAFewConnections() {
        int messages = 3_000;
        try (SmtpTestServer server = SmtpTestServer.builder().discardBodies().start();
                Mailer mailer = plain(server).connections(4).build()) {
            List<CompletableFuture<SendResult>> sent = new ArrayList<>();
            for (int i = 0; i < messages; i++) {
                sent.add(mailer.send(message("r" + i + "@example.com")));
                assertThat(mailer.queued()).isLessThanOrEqualTo(400);
                assertThat(mailer.connections()).isLessThanOrEqualTo(4);
            }
            assertThat(sent)
                    .allSatisfy(each -> assertThat(each.join().outcome()).isEqualTo(DeliveryOutcome.ACCEPTED));
            assertThat(server.getMessages().stream()
                            .map(ReceivedMessage::getRecipients)
                            .distinct())
                    .hasSize(messages);
            assertThat(server.getMessages()).hasSize(messages);
            assertThat(mailer.queued()).isZero();
        }
    }

    @Test
    void blockingSendHasTheServersWord() {
        try (SmtpTestServer server = SmtpTestServer.start();
                Mailer mailer = plain(server).build()) {
            Clients.refuse(server, "bad@", Reply.of(550, "5.1.1 no such user"));
            SendResult result = mailer.sendAndWait(message("bob@example.com", "bad@example.com"));
            assertThat(result.outcome()).isEqualTo(DeliveryOutcome.PARTLY_ACCEPTED);
            assertThat(result.refusedRecipients()).hasSize(1);
            assertThat(failure(() -> mailer.sendAndWait(message("bad@example.com")))
                            .kind())
                    .isEqualTo(FailureKind.REFUSED);
            assertThat(mailer.queued()).isZero();
            assertThat(server.getSessions()).hasSize(1);
        }
    }

    @Test
    void readyMadeMessageGoesAsItIs() {
        try (SmtpTestServer server = SmtpTestServer.start();
                Mailer mailer = plain(server).build()) {
            String text = "From: ann@example.com\r\nTo: bob@example.com\r\nSubject: As it is\r\n\r\nHello.\r\n";
            mailer.send(Eml.of(text.getBytes(StandardCharsets.US_ASCII))).join();
            assertThat(server.awaitMessage(SOON).getSubject()).isEqualTo("As it is");
        }
    }

    @Test
    void messageIsTakenAsItIsWhenItIsGiven() {
        Gate gate = new Gate();
        try (SmtpTestServer server = SmtpTestServer.start();
                Mailer mailer = plain(server).build()) {
            server.script().on(Step.GREETING, Behaviour.hold(gate));
            MailMessage message = message();
            CompletableFuture<SendResult> sent = mailer.send(message);
            message.setSubject("Changed");
            gate.open();
            sent.join();
            assertThat(server.awaitMessage(SOON).getSubject()).isEqualTo("Hello");
        }
    }

    @Test
    void urlWithoutAWordOfTlsRequiresIt() {
        try (SmtpTestServer server = SmtpTestServer.start();
                Mailer mailer =
                        Mailer.builder("smtp://localhost:" + server.getPort()).build()) {
            assertThat(failure(mailer.send(message())))
                    .hasMessageContaining("STARTTLS")
                    .extracting(e -> e.kind())
                    .isEqualTo(FailureKind.TLS);
            assertThat(server.getMessages()).isEmpty();
        }
    }

    @Test
    void plainTextIsHadByNameOnly() {
        try (SmtpTestServer server = SmtpTestServer.start();
                Mailer byUrl = Mailer.builder("smtp://localhost:" + server.getPort() + "?tls=none")
                        .build();
                Mailer byMode = Mailer.builder("localhost", server.getPort())
                        .tls(TlsOptions.of(TlsMode.NONE))
                        .build()) {
            assertThat(byUrl.sendAndWait(message()).connection().tls()).isEmpty();
            assertThat(byMode.sendAndWait(message()).connection().tls()).isEmpty();
        }
    }

    @Test
    void passwordComesApartFromTheUrlAndTravelsUnderTls() {
        try (SmtpTestServer server = SmtpTestServer.builder()
                        .implicitTls()
                        .user("ann", "s\u00E9cret")
                        .requireAuth()
                        .start();
                Mailer mailer = Mailer.builder("smtps://ann@localhost:" + server.getPort())
                        .password("s\u00E9cret")
                        .tls(trusting(server, TlsMode.IMPLICIT))
                        .build()) {
            assertThat(mailer.verify(SOON).tls()).isPresent();
            assertThat(mailer.send(message()).join().connection().tls()).isPresent();
        }
    }

    @Test
    void passwordDoesNotTravelInClear() {
        try (SmtpTestServer server =
                        SmtpTestServer.builder().user("ann", "secret").start();
                Mailer mailer = Mailer.builder("smtp://ann@localhost:" + server.getPort() + "?tls=none")
                        .password("secret")
                        .build()) {
            assertThat(failure(mailer.send(message())).kind()).isEqualTo(FailureKind.AUTHENTICATION);
            assertThat(server.getSessions().toString()).doesNotContain("C: AUTH");
        }
    }

    @Test
    void portTellsWhenTlsStarts() {
        assertThatThrownBy(() -> Mailer.builder("localhost", 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Mailer.builder("", 25)).isInstanceOf(IllegalArgumentException.class);
        assertThat(Mailer.builder("localhost", 465).options().tls().mode()).isEqualTo(TlsMode.IMPLICIT);
        assertThat(Mailer.builder("localhost", 587).options().tls().mode()).isEqualTo(TlsMode.STARTTLS);
    }

    @Test
    void whatIsNoneIsToldByName() {
        MailerBuilder builder = Mailer.builder("localhost", 25);
        assertThatThrownBy(() -> builder.closeLimit(Duration.ofNanos(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("limit of a close");
        try (Mailer mailer = builder.build()) {
            assertThatNullPointerException().isThrownBy(() -> mailer.send(null)).withMessage("mail");
            assertThatNullPointerException()
                    .isThrownBy(() -> mailer.sendAndWait(null))
                    .withMessage("mail");
        }
    }

    @Test
    void missingPasswordIsToldBeforeAnythingIsSent() {
        MailerBuilder builder = Mailer.builder("smtps://ann@localhost");
        assertThatThrownBy(builder::build)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("call password");
        assertThatThrownBy(() -> Mailer.builder("localhost", 25).password("secret"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no user")
                .hasMessageNotContaining("secret");
        assertThatThrownBy(() -> Mailer.builder("smtps://ann:hidden@local host"))
                .hasMessageNotContaining("hidden");
        builder.credential(new PasswordCredential("ann", "secret")).build().close();
    }

    @Test
    void cancelEndsWhatWaitsAndWhatIsUnderWay() {
        Gate gate = new Gate();
        try (SmtpTestServer server = SmtpTestServer.start();
                Mailer mailer = plain(server).connections(1).build()) {
            server.script().on(Step.DATA, Behaviour.hold(gate));
            List<CompletableFuture<SendResult>> sent =
                    Stream.generate(() -> mailer.send(message())).limit(5).toList();
            gate.awaitReached(SOON);
            assertThat(sent).allSatisfy(each -> assertThat(each.cancel(true)).isTrue());
            assertThat(sent)
                    .allSatisfy(each -> assertThatThrownBy(each::join).isInstanceOf(CancellationException.class));
            await().atMost(SOON).until(() -> mailer.queued() == 0);
            gate.open();
            server.awaitNoConnections(SOON);
            assertThat(server.getMessages()).isEmpty();
            assertThat(mailer.sendAndWait(message()).outcome()).isEqualTo(DeliveryOutcome.ACCEPTED);
        }
    }

    @Test
    void timeOutOfTheFutureEndsTheSend() {
        Gate gate = new Gate();
        try (SmtpTestServer server = SmtpTestServer.start();
                Mailer mailer = plain(server).build()) {
            server.script().on(Step.MAIL, Behaviour.hold(gate));
            CompletableFuture<SendResult> sent = mailer.send(message());
            gate.awaitReached(SOON);
            sent.orTimeout(1, TimeUnit.MILLISECONDS);
            await().atMost(SOON).until(() -> mailer.queued() == 0);
            assertThatThrownBy(sent::join).hasRootCauseInstanceOf(TimeoutException.class);
            gate.open();
            server.awaitNoConnections(SOON);
            assertThat(server.getMessages()).isEmpty();
        }
    }

    @Test
    void cancelEndsTheSendThoughTheFutureIsDone() {
        Gate gate = new Gate();
        try (SmtpTestServer server = SmtpTestServer.start();
                Mailer mailer = plain(server).build()) {
            server.script().on(Step.MAIL, Behaviour.hold(gate));
            CompletableFuture<SendResult> sent = mailer.send(message());
            gate.awaitReached(SOON);
            sent.complete(null);
            assertThat(sent.cancel(true)).isFalse();
            await().atMost(SOON).until(() -> mailer.queued() == 0);
            gate.open();
        }
    }

    @Test
    void whoIsToldOfTheEndFindsNothingLeftToCancel() {
        Gate gate = new Gate();
        try (SmtpTestServer server = SmtpTestServer.start();
                Mailer mailer = plain(server).build()) {
            server.script().on(Step.MAIL, Behaviour.hold(gate));
            CompletableFuture<Boolean> closed = mailer.send(message()).thenApply(sent -> mailer.close(Duration.ZERO));
            gate.open();
            assertThat(closed.join()).isTrue();
        }
    }

    @Test
    void derivedFutureDoesNotCancelTheSend() {
        Gate gate = new Gate();
        try (SmtpTestServer server = SmtpTestServer.start();
                Mailer mailer = plain(server).build()) {
            server.script().on(Step.DATA, Behaviour.hold(gate));
            CompletableFuture<SendResult> sent = mailer.send(message());
            sent.thenApply(SendResult::outcome).cancel(true);
            gate.open();
            assertThat(sent.join().outcome()).isEqualTo(DeliveryOutcome.ACCEPTED);
        }
    }

    @Test
    void closeWaitsForWhatWasBegun() {
        Gate gate = new Gate();
        try (SmtpTestServer server = SmtpTestServer.start()) {
            server.script().on(Step.DATA, Behaviour.hold(gate)).times(1);
            Mailer mailer = plain(server).connections(2).build();
            List<CompletableFuture<SendResult>> sent =
                    Stream.generate(() -> mailer.send(message())).limit(50).toList();
            CompletableFuture<Boolean> closed = CompletableFuture.supplyAsync(() -> mailer.close(SOON));
            await().atMost(SOON).until(() -> isClosed(mailer));
            assertThat(closed).isNotDone();
            gate.open();
            assertThat(closed.join()).isTrue();
            assertThat(sent).allSatisfy(each -> assertThat(each).isCompleted());
            assertThat(server.getMessages()).hasSize(50);
            server.awaitNoConnections(SOON);
            mailer.close();
        }
    }

    private static boolean isClosed(Mailer mailer) {
        try {
            mailer.send(message());
            return false;
        } catch (ObjectDisposedException expected) {
            return true;
        }
    }

    @Test
    void closeCancelsWhatIsLateAndSaysHowFarItGot() {
        Gate gate = new Gate();
        try (SmtpTestServer server = SmtpTestServer.start()) {
            server.script().on(Step.END_OF_DATA, Behaviour.hold(gate));
            Mailer mailer = plain(server).connections(1).build();
            CompletableFuture<SendResult> handedOver = mailer.send(message());
            gate.awaitReached(SOON);
            CompletableFuture<SendResult> waiting = mailer.send(message());
            assertThat(mailer.close(Duration.ZERO)).isFalse();
            assertThat(failure(handedOver).result().outcome()).isEqualTo(DeliveryOutcome.IN_DOUBT);
            assertThat(failure(waiting).result().outcome()).isEqualTo(DeliveryOutcome.NOT_SENT);
            assertThatThrownBy(() -> mailer.send(message())).isInstanceOf(ObjectDisposedException.class);
            assertThatThrownBy(() -> mailer.sendAndWait(message())).isInstanceOf(ObjectDisposedException.class);
            assertThat(mailer.close(Duration.ZERO)).isTrue();
            gate.open();
        }
    }

    @Test
    void interruptEndsABlockingSendAndAWaitingClose() {
        Gate gate = new Gate();
        try (SmtpTestServer server = SmtpTestServer.start()) {
            server.script().on(Step.DATA, Behaviour.hold(gate));
            Mailer mailer = plain(server).build();
            CompletableFuture<SendResult> sent = mailer.send(message());
            gate.awaitReached(SOON);
            Thread.currentThread().interrupt();
            assertThat(failure(() -> mailer.sendAndWait(message())).kind()).isEqualTo(FailureKind.CANCELLED);
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
            assertThat(mailer.close(SOON)).isFalse();
            assertThat(Thread.interrupted()).isTrue();
            assertThat(failure(sent).kind()).isEqualTo(FailureKind.CANCELLED);
            gate.open();
        }
    }

    @Test
    void messageThatCannotBeSentIsRefusedAtOnce() {
        try (Mailer mailer =
                Mailer.builder(SmtpOptions.builder("localhost").build()).build()) {
            MailMessage nobody = new MailMessage((MailAddress) null);
            assertThatThrownBy(() -> mailer.send(nobody)).isInstanceOf(IllegalStateException.class);
            nobody.setFrom(new MailAddress("ann@example.com"));
            assertThatThrownBy(() -> mailer.sendAndWait(nobody)).hasMessageContaining("no recipient");
            assertThat(mailer.queued()).isZero();
        }
    }
}
