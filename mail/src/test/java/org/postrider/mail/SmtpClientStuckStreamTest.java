package org.postrider.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.postrider.mail.Clients.SOON;
import static org.postrider.mail.Clients.message;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postrider.smtp.DeliveryOutcome;
import org.postrider.testkit.SmtpTestServer;

/** An attachment whose stream doesn't answer holds neither its sender nor anybody else. */
class SmtpClientStuckStreamTest {
    private final SmtpTestServer server = SmtpTestServer.start();
    private final SmtpClient client = Clients.of(server);
    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);
    private final AtomicInteger closed = new AtomicInteger();

    @AfterEach
    void close() {
        released.countDown();
        client.close();
        server.close();
    }

    @Test
    void timeoutBoundsASendWhoseAttachmentBlocks() {
        client.setTimeout(700);
        SmtpException told = Way.SEND.fail(client, stuck());
        assertThat(told).hasMessageContaining("limit");
        assertThat(told.getOutcome()).isEqualTo(DeliveryOutcome.NOT_SENT);
        assertThat(closed).as("not under the hands of its reader").hasValue(0);
        client.setTimeout(100_000);
        client.send(message());
        released.countDown();
        await().atMost(SOON).untilAsserted(() -> assertThat(closed).hasValue(1));
        assertThat(server.getMessages()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(
            value = Way.class,
            names = {"SEND_ASYNC", "SEND_MAIL_ASYNC"})
    void callerIsNotHeldAndCancelDoesNotWait(Way way) throws InterruptedException {
        CompletableFuture<Void> end = way.begin(client, stuck());
        assertThat(reached.await(20, TimeUnit.SECONDS)).isTrue();
        try (SmtpClient other = Clients.of(server)) {
            way.send(other, message());
        }
        assertThat(end).isNotDone();
        client.sendAsyncCancel();
        assertThatThrownBy(() -> Way.await(end)).isInstanceOf(CancellationException.class);
        way.send(client, message());
        released.countDown();
        await().atMost(SOON).untilAsserted(() -> assertThat(closed).hasValue(1));
        assertThat(server.getMessages()).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void closeDoesNotWaitForAStream(Way way) throws InterruptedException {
        CompletableFuture<Void> end = way.inBackground(client, stuck());
        assertThat(reached.await(20, TimeUnit.SECONDS)).isTrue();
        client.close();
        assertThatThrownBy(() -> Way.await(end))
                .isInstanceOf(way == Way.SEND ? SmtpException.class : CancellationException.class);
        server.awaitNoConnections(SOON);
        assertThat(server.getMessages()).isEmpty();
    }

    private MailMessage stuck() {
        MailMessage message = message();
        message.getAttachments().add(new Attachment(stream(), "stuck.bin", "application/octet-stream"));
        return message;
    }

    private InputStream stream() {
        return new FilterInputStream(new ByteArrayInputStream(new byte[1000])) {
            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                reached.countDown();
                await().forever().until(() -> released.getCount() == 0);
                return super.read(target, offset, length);
            }

            @Override
            public void close() throws IOException {
                closed.incrementAndGet();
                super.close();
            }
        };
    }
}
