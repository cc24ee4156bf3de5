package org.postrider.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.postrider.mail.Clients.SOON;
import static org.postrider.mail.Clients.message;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.smtp.DeliveryOutcome;
import org.postrider.sockets.ObjectDisposedException;
import org.postrider.testkit.Behaviour;
import org.postrider.testkit.Gate;
import org.postrider.testkit.SmtpTestServer;
import org.postrider.testkit.Step;

/** Sends that end before their time: cancelled, timed out, or because the client was closed. */
class SmtpClientCancelTest {
    /** What is promised; a busy machine gets three tries. */
    private static final Duration PROMPTLY = Duration.ofMillis(500);

    private final SmtpTestServer server = SmtpTestServer.builder()
            .startTls()
            .user("ann", "secret")
            .receiveBufferSize(8192)
            .start();
    private final SmtpClient client = Clients.secure(server);
    private Gate gate = new Gate();

    @AfterEach
    void close() {
        gate.open();
        client.close();
        server.close();
    }

    @ParameterizedTest
    @EnumSource(
            value = Step.class,
            names = {
                "CONNECT",
                "GREETING",
                "EHLO",
                "STARTTLS",
                "TLS_HANDSHAKE",
                "AUTH",
                "MAIL",
                "RCPT",
                "DATA",
                "BODY",
                "END_OF_DATA"
            })
    void sendCanBeCancelledAtEachStep(Step step) {
        Duration fastest = SOON;
        for (int tries = 0; tries < 3 && fastest.compareTo(PROMPTLY) >= 0; tries++) {
            Duration taken = cancelledAt(step);
            fastest = taken.compareTo(fastest) < 0 ? taken : fastest;
        }
        assertThat(fastest).as("from the cancel to the event").isLessThan(PROMPTLY);
        EventProbe probe = EventProbe.on(client);
        client.send(message());
        assertThat(probe.waiting()).isZero();
    }

    private Duration cancelledAt(Step step) {
        Gate held = hold(step);
        EventProbe probe = EventProbe.on(client);
        client.sendAsync(step == Step.BODY ? large() : message(), "token");
        held.awaitReached(SOON);
        long begun = System.nanoTime();
        client.sendAsyncCancel();
        AsyncCompletedEventArgs args = probe.await().args();
        Duration taken = Duration.ofNanos(System.nanoTime() - begun);
        client.removeSendCompletedHandler(probe);
        assertThat(args.isCancelled()).isTrue();
        assertThat(args.getError()).isNull();
        assertThat(args.getUserState()).isEqualTo("token");
        assertThat(args.isInDoubt()).isEqualTo(step == Step.END_OF_DATA);
        held.open();
        return taken;
    }

    @Test
    void cancelWithNothingUnderWayHasNoEffect() {
        client.sendAsyncCancel();
        client.send(message());
        client.sendAsyncCancel();
        EventProbe probe = EventProbe.on(client);
        client.sendAsync(message(), null);
        assertThat(probe.await().args().isCancelled()).isFalse();
        client.sendAsyncCancel();
        client.sendAsyncCancel();
        Way.await(client.sendMailAsync(message()));
        assertThat(probe.waiting()).isZero();
        assertThat(server.getMessages()).hasSize(3);
    }

    @Test
    void cancelIsNotForASendThatItsCallerWaitsFor() {
        hold(Step.MAIL);
        CompletableFuture<Void> end = Way.SEND.inBackground(client, message());
        gate.awaitReached(SOON);
        client.sendAsyncCancel();
        gate.open();
        Way.await(end);
        assertThat(server.getMessages()).hasSize(1);
    }

    @Test
    void cancelledFutureFreesTheClientAtOnce() {
        hold(Step.MAIL);
        CompletableFuture<Void> first = client.sendMailAsync(message());
        gate.awaitReached(SOON);
        assertThat(first.cancel(true)).isTrue();
        CompletableFuture<Void> second = client.sendMailAsync(message());
        assertThat(first.cancel(true)).as("it stays cancelled").isTrue();
        Way.await(second);
        assertThat(first).isCancelled();
        assertThat(server.getMessages()).hasSize(1);
    }

    @Test
    void timeOutOfAFutureEndsItsSend() {
        hold(Step.MAIL);
        CompletableFuture<Void> first = client.sendMailAsync(message());
        gate.awaitReached(SOON);
        first.orTimeout(1, TimeUnit.MILLISECONDS);
        assertThat(first).failsWithin(SOON).withThrowableThat().withCauseInstanceOf(TimeoutException.class);
        Awaitility.await().atMost(SOON).until(() -> client.getServicePoint().getCurrentConnections() == 0);
        gate.open();
        client.send(message());
        assertThat(server.getMessages()).hasSize(1);
    }

    @Test
    void lateCancelOfAFutureDoesNotReachTheNextSend() {
        CompletableFuture<Void> first = client.sendMailAsync(message());
        Way.await(first);
        hold(Step.MAIL);
        CompletableFuture<Void> second = client.sendMailAsync(message());
        gate.awaitReached(SOON);
        assertThat(first.cancel(true)).isFalse();
        gate.open();
        Way.await(second);
        assertThat(server.getMessages()).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource(
            value = Step.class,
            names = {"MAIL", "END_OF_DATA"})
    void futureThatTheClientCancelsTellsHowFarTheMessageGot(Step step) {
        hold(step);
        CompletableFuture<Void> end = client.sendMailAsync(message());
        gate.awaitReached(SOON);
        client.sendAsyncCancel();
        assertThatThrownBy(() -> Way.await(end))
                .isInstanceOf(CancellationException.class)
                .extracting(SmtpClientCancelTest::reason)
                .extracting(SmtpException::getOutcome)
                .isEqualTo(step == Step.MAIL ? DeliveryOutcome.NOT_SENT : DeliveryOutcome.IN_DOUBT);
        assertThat(end).isCancelled();
    }

    /** Newer JDKs put a cancellation of the caller's own around that of the future. */
    private static SmtpException reason(Throwable cancellation) {
        Throwable cause = cancellation.getCause();
        return cause instanceof SmtpException reason ? reason : reason(cause);
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void closeDuringASendCancelsIt(Way way) {
        hold(Step.MAIL);
        CompletableFuture<Void> end = way.inBackground(client, message());
        gate.awaitReached(SOON);
        client.close();
        assertThatThrownBy(() -> Way.await(end))
                .isInstanceOf(way == Way.SEND ? SmtpException.class : CancellationException.class);
        gate.open();
        server.awaitNoConnections(SOON);
        assertThat(server.getMessages()).isEmpty();
        assertThatThrownBy(() -> way.begin(client, message())).isInstanceOf(ObjectDisposedException.class);
    }

    @Test
    void interruptedThreadEndsItsSendAndStaysInterrupted() throws InterruptedException {
        hold(Step.MAIL);
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        Thread sending = new Thread(() -> {
            try {
                client.send(message());
                interrupted.completeExceptionally(new AssertionError("the send went on"));
            } catch (SmtpException e) {
                interrupted.complete(Thread.currentThread().isInterrupted());
            }
        });
        sending.start();
        gate.awaitReached(SOON);
        sending.interrupt();
        assertThat(interrupted.orTimeout(20, TimeUnit.SECONDS).join()).isTrue();
        sending.join();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 300})
    void timeoutEndsABlockingSend(int milliseconds) {
        server.script().on(Step.MAIL, Behaviour.silence());
        client.setTimeout(milliseconds);
        SmtpException told = Way.SEND.fail(client, message());
        assertThat(told.getStatusCode()).isEqualTo(SmtpStatusCode.GENERAL_FAILURE);
        assertThat(told.getOutcome()).isEqualTo(DeliveryOutcome.NOT_SENT);
        assertThat(told).hasMessageContaining("limit");
        server.script().clear();
        client.setTimeout(100_000);
        client.send(message());
        assertThat(server.getMessages()).hasSize(1);
    }

    @Test
    void timeoutAfterTheEndOfTheMessageLeavesItInDoubt() {
        client.send(message());
        server.script().on(Step.END_OF_DATA, Behaviour.acceptUnanswered());
        client.setTimeout(500);
        assertThat(Way.SEND.fail(client, message()).getOutcome()).isEqualTo(DeliveryOutcome.IN_DOUBT);
    }

    @ParameterizedTest
    @EnumSource(
            value = Way.class,
            names = {"SEND_ASYNC", "SEND_MAIL_ASYNC"})
    void timeoutDoesNotBoundTheAsynchronousWays(Way way) {
        server.script().on(Step.MAIL, Behaviour.delay(Duration.ofMillis(400)));
        client.setTimeout(0);
        way.send(client, message());
        assertThat(server.getMessages()).hasSize(1);
    }

    @Test
    void cancelAndCloseFromManyThreadsTellTheEndOnce() {
        hold(Step.RCPT);
        EventProbe probe = EventProbe.on(client);
        client.sendAsync(message(), null);
        gate.awaitReached(SOON);
        CompletableFuture<?>[] all = new CompletableFuture<?>[8];
        for (int i = 0; i < all.length; i++) {
            boolean closes = i == 5;
            all[i] = CompletableFuture.runAsync(closes ? client::close : this::cancelOrBeTooLate);
        }
        CompletableFuture.allOf(all).join();
        assertThat(probe.await().args().isCancelled()).isTrue();
        gate.open();
        server.awaitNoConnections(SOON);
        assertThat(probe.waiting()).isZero();
    }

    private void cancelOrBeTooLate() {
        try {
            client.sendAsyncCancel();
        } catch (ObjectDisposedException e) {
            assertThat(e).hasMessageContaining("SmtpClient");
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Step.class,
            names = {"GREETING", "MAIL", "END_OF_DATA"})
    void tokenCancelsASendAndTheCauseTellsHowFarItGot(Step step) {
        hold(step);
        try (CancellationTokenSource source = new CancellationTokenSource()) {
            CompletableFuture<Void> end = client.sendMailAsync(message(), source.getToken());
            gate.awaitReached(SOON);
            source.cancel();
            assertThatThrownBy(() -> Way.await(end))
                    .isInstanceOf(CancellationException.class)
                    .extracting(SmtpClientCancelTest::reason)
                    .extracting(SmtpException::getOutcome)
                    .isEqualTo(step == Step.END_OF_DATA ? DeliveryOutcome.IN_DOUBT : DeliveryOutcome.NOT_SENT);
            assertThat(end).isCancelled();
            assertThat(source.waiting()).isZero();
        }
        client.send(message());
    }

    @Test
    void tokenOfASendThatHasEndedKeepsNothing() {
        try (CancellationTokenSource source = new CancellationTokenSource()) {
            Way.await(client.sendMailAsync(
                    "ann@example.com", "bob@example.com", "Hello", "Hello, Bob.", source.getToken()));
            assertThat(source.waiting()).isZero();
            source.cancel();
        }
        client.send(message());
        assertThat(server.getMessages()).hasSize(2);
    }

    @Test
    void cancelledTokenComesBeforeAllChecksButClosed() {
        try (CancellationTokenSource source = new CancellationTokenSource()) {
            source.cancel();
            client.setHost(" ");
            assertThat(client.sendMailAsync(message(), source.getToken())).isCancelled();
            assertThat(server.getSessions()).isEmpty();
            client.close();
            assertThatThrownBy(() -> client.sendMailAsync(message(), source.getToken()))
                    .isInstanceOf(ObjectDisposedException.class);
        }
    }

    /** Holds the next conversation at a step; the gate of the last call is the current one. */
    private Gate hold(Step step) {
        gate = new Gate();
        client.setCredentials(new NetworkCredential("ann", "secret"));
        var rule = server.script().on(step, Behaviour.hold(gate)).times(1);
        if (step == Step.BODY) {
            rule.afterBytes(10_000);
        }
        return gate;
    }

    /** More than the buffers of both ends take, so that the end can't have been handed over. */
    private static MailMessage large() {
        MailMessage message = message();
        message.getAttachments().add(new Attachment(new byte[30_000_000], "zeros.bin", "application/octet-stream"));
        return message;
    }
}
