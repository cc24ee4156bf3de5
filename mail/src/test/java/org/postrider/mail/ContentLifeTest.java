package org.postrider.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.postrider.mail.Clients.SOON;
import static org.postrider.mail.Clients.message;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postrider.mime.TransferEncoding;
import org.postrider.testkit.Behaviour;
import org.postrider.testkit.Gate;
import org.postrider.testkit.Part;
import org.postrider.testkit.Reply;
import org.postrider.testkit.SmtpTestServer;
import org.postrider.testkit.Step;

/** Content is opened when it is sent, and closed whatever comes of it. */
class ContentLifeTest {
    private static final int SMALL = 100_000;
    /** More than the buffers of both ends take. */
    private static final int LARGE = 30_000_000;

    @TempDir
    Path folder;

    private final SmtpTestServer server =
            SmtpTestServer.builder().receiveBufferSize(8192).start();
    private final SmtpClient client = Clients.of(server);
    private final Gate gate = new Gate();

    @AfterEach
    void close() {
        gate.open();
        client.close();
        server.close();
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void contentIsOpenedOnceForEachSendingAndClosed(Way way) {
        CountedContent content = new CountedContent(SMALL);
        MailMessage message = with(content);
        content.assertOpenedAndClosed(0);
        way.send(client, message);
        content.assertOpenedAndClosed(1);
        way.send(client, message);
        content.assertOpenedAndClosed(2);
        assertThat(server.getMessages())
                .hasSize(2)
                .allSatisfy(received ->
                        assertThat(received.getAttachments().get(0).getBytes()).isEqualTo(new byte[SMALL]));
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void contentIsNotOpenedForAServerThatDoesNotWantIt(Way way) {
        server.script().on(Step.RCPT, Reply.of(550, "5.1.1 Nobody here"));
        CountedContent content = new CountedContent(SMALL);
        way.fail(client, with(content));
        content.assertOpenedAndClosed(0);
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void contentIsClosedWhenTheServerRefusesIt(Way way) {
        server.script().on(Step.END_OF_DATA, Reply.of(554, "5.6.0 Not such a one"));
        CountedContent content = new CountedContent(SMALL);
        way.fail(client, with(content));
        content.assertOpenedAndClosed(1);
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void contentIsClosedWhenTheServerGoesAway(Way way) {
        server.script().on(Step.BODY, Behaviour.reset()).afterBytes(10_000);
        CountedContent content = new CountedContent(LARGE);
        way.fail(client, with(content));
        content.assertOpenedAndClosed(1);
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void contentThatFailsIsClosedAndNothingIsDelivered(Way way) {
        CountedContent content = new CountedContent(LARGE, 1_000_000);
        CountedContent behind = new CountedContent(SMALL);
        MailMessage message = with(content);
        message.getAttachments().add(new Attachment(behind, "b", "a/b"));
        assertThat(way.fail(client, message)).hasRootCauseMessage("the disk is gone");
        content.assertOpenedAndClosed(1);
        behind.assertOpenedAndClosed(0);
        server.awaitNoConnections(SOON);
        assertThat(server.getMessages()).isEmpty();
    }

    /** 8bit would mend its line ends, as it does in text that is read in place. */
    @ParameterizedTest
    @EnumSource(Way.class)
    void fileThatWouldArriveChangedIsNotSent(Way way) throws IOException {
        Attachment file = new Attachment(Files.writeString(folder.resolve("run.sh"), "#!/bin/sh\necho \u00FC\n"));
        file.setTransferEncoding(TransferEncoding.EIGHT_BIT);
        MailMessage message = message();
        message.getAttachments().add(file);
        assertThat(way.fail(client, message)).hasStackTraceContaining("other than CR LF");
        server.awaitNoConnections(SOON);
        assertThat(server.getMessages()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = Way.class,
            names = {"SEND_ASYNC", "SEND_MAIL_ASYNC"})
    void contentIsClosedWhenItsSendingIsCancelled(Way way) {
        CountedContent content = new CountedContent(LARGE);
        CompletableFuture<Void> end = cutInTheMiddle(way, content);
        client.sendAsyncCancel();
        assertThatThrownBy(() -> Way.await(end)).isInstanceOf(CancellationException.class);
        content.assertOpenedAndClosed(1);
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void contentIsClosedWhenTheClientIs(Way way) {
        CountedContent content = new CountedContent(LARGE);
        CompletableFuture<Void> end = cutInTheMiddle(way, content);
        client.close();
        assertThatThrownBy(() -> Way.await(end)).isInstanceOf(RuntimeException.class);
        content.assertOpenedAndClosed(1);
    }

    private CompletableFuture<Void> cutInTheMiddle(Way way, CountedContent content) {
        server.script().on(Step.BODY, Behaviour.hold(gate)).times(1).afterBytes(10_000);
        CompletableFuture<Void> end = way.inBackground(client, with(content));
        gate.awaitReached(SOON);
        return end;
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void twoClientsSendTheSameMessageAtOnce(Way way) {
        CountedContent content = new CountedContent(1_000_000);
        ConcurrentLinkedQueue<ContentDigest> told = new ConcurrentLinkedQueue<>();
        MailMessage message = with(content);
        message.getAttachments().get(0).setDigestListener("SHA-256", told::add);
        try (SmtpClient other = Clients.of(server)) {
            CompletableFuture<Void> first = way.inBackground(client, message);
            CompletableFuture<Void> second = way.inBackground(other, message);
            Way.await(first);
            Way.await(second);
        }
        content.assertOpenedAndClosed(2);
        assertThat(told).hasSize(2).allMatch(digest -> digest.size() == 1_000_000);
        assertThat(told.stream().distinct()).hasSize(1);
        assertThat(server.getMessages()).hasSize(2).allSatisfy(received -> {
            Part part = received.getAttachments().get(0);
            assertThat(part.getBytes()).isEqualTo(new byte[1_000_000]);
        });
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void aStreamSaysThatItWasSentAlready(Way way) {
        MailMessage message = message();
        message.getAttachments().add(new Attachment(once(), "a.bin"));
        way.send(client, message);
        assertThat(way.fail(client, message)).rootCause().hasMessageContaining("read already");
        assertThat(server.getMessages()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void aStreamThatWasNotReadCanStillBeSent(Way way) {
        server.script().on(Step.MAIL, Reply.of(451, "4.3.0 Later")).times(1);
        MailMessage message = message();
        message.getAttachments().add(new Attachment(once(), "a.bin"));
        way.fail(client, message);
        way.send(client, message);
        assertThat(server.getMessages().get(0).getAttachments().get(0).getBytes())
                .isEqualTo(new byte[SMALL]);
    }

    /** Not a ByteArrayInputStream, which would give up its bytes. */
    private static FilterInputStream once() {
        return new FilterInputStream(new ByteArrayInputStream(new byte[SMALL])) {};
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void whatADigestListenerThrowsKeepsTheMessageFromBeingDelivered(Way way) {
        CountedContent content = new CountedContent(SMALL);
        MailMessage message = with(content);
        message.getAttachments().get(0).setDigestListener("SHA-256", digest -> {
            throw new IllegalStateException("not the bytes that I know");
        });
        assertThat(way.fail(client, message)).hasRootCauseMessage("not the bytes that I know");
        content.assertOpenedAndClosed(1);
        server.awaitNoConnections(SOON);
        assertThat(server.getMessages()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void aSupplierThatFailsKeepsTheMessageFromBeingDelivered(Way way) {
        MailMessage message = message();
        StreamSupplier broken = () -> {
            throw new IllegalStateException("the store is closed");
        };
        message.getAttachments().add(new Attachment(broken, "a", "a/b"));
        assertThat(way.fail(client, message)).hasRootCauseMessage("the store is closed");
        server.awaitNoConnections(SOON);
        assertThat(server.getMessages()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void aFileThatChangesWhileItIsSentIsNotDelivered(Way way) throws Exception {
        Path file = Files.write(folder.resolve("a.bin"), new byte[LARGE]);
        server.script().on(Step.BODY, Behaviour.hold(gate)).times(1).afterBytes(10_000);
        MailMessage message = message();
        message.getAttachments().add(new Attachment(file));
        CompletableFuture<Void> end = way.inBackground(client, message);
        gate.awaitReached(SOON);
        Files.write(file, new byte[1], StandardOpenOption.APPEND);
        gate.open();
        assertThatThrownBy(() -> Way.await(end)).rootCause().hasMessageContaining("was changed");
        server.awaitNoConnections(SOON);
        assertThat(server.getMessages()).isEmpty();
    }

    /** Each new connection has the next loop in turn. */
    @Test
    void aListenerToDigestsHoldsNoLoop() {
        int loops = Runtime.getRuntime().availableProcessors();
        ConcurrentLinkedQueue<String> threads = new ConcurrentLinkedQueue<>();
        Attachment attachment = new Attachment(new byte[10], "a", "a/b");
        attachment.setDigestListener("SHA-256", digest -> {
            for (int i = 0; i < loops; i++) {
                try (SmtpClient other = Clients.of(server)) {
                    Way.SEND_MAIL_ASYNC.send(other, message());
                }
            }
            threads.add(Thread.currentThread().getName());
        });
        MailMessage message = message();
        message.getAttachments().add(attachment);
        Way.SEND_MAIL_ASYNC.send(client, message);
        assertThat(server.getMessages()).hasSize(loops + 1);
        assertThat(threads)
                .hasSize(1)
                .allMatch(name -> name.startsWith("postrider-worker") || name.startsWith("postrider-smtp"));
    }

    private static MailMessage with(CountedContent content) {
        MailMessage message = message();
        message.getAttachments().add(new Attachment(content, "zeros.bin", "application/octet-stream"));
        return message;
    }
}
