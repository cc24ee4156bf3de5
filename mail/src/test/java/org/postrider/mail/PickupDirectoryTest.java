package org.postrider.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.postrider.mail.Clients.message;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postrider.smtp.DeliveryOutcome;

/** Messages that are put into a directory: whole or not at all, through all ways of sending. */
class PickupDirectoryTest {
    @TempDir
    Path directory;

    private final SmtpClient client = new SmtpClient();
    private final BlockingStream blocking = new BlockingStream();

    @BeforeEach
    void pickUp() {
        client.setDeliveryMethod(SmtpDeliveryMethod.SPECIFIED_PICKUP_DIRECTORY);
        client.setPickupDirectoryLocation(directory.toString());
    }

    @AfterEach
    void close() {
        blocking.let.countDown();
        client.close();
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void fileHoldsTheEnvelopeAndTheMessageAsItIs(Way way) throws IOException {
        MailMessage message = new MailMessage("ann@example.com", "bob@example.com", "Hello", ".dot\n..dots\n.");
        message.setSender(new MailAddress("bounces@example.com", "The Bouncer"));
        message.getCc().add("Carol <carol@example.com>");
        message.getBcc().add("dave@example.com");
        way.send(client, message);
        String text = theFile();
        assertThat(text.lines().limit(4))
                .containsExactlyInAnyOrder(
                        "X-Sender: bounces@example.com",
                        "X-Receiver: bob@example.com",
                        "X-Receiver: carol@example.com",
                        "X-Receiver: dave@example.com");
        assertThat(text)
                .endsWith("\r\n\r\n.dot\r\n..dots\r\n.\r\n")
                .contains("\r\nCc: \"Carol\" <carol@example.com>\r\n");
        assertThat(text.lines().skip(4)).noneMatch(line -> line.contains("dave"));
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void eachMessageGetsAFileOfItsOwnNamedByAUuid(Way way) throws IOException {
        MailMessage message = message();
        way.send(client, message);
        way.send(client, message);
        assertThat(files()).hasSize(2).allSatisfy(file -> {
            String name = file.getFileName().toString();
            assertThat(name).endsWith(".eml");
            assertThat(UUID.fromString(name.substring(0, name.length() - 4)).toString() + ".eml")
                    .isEqualTo(name);
        });
    }

    @Test
    void senderOfTheUsersOwnStands() throws IOException {
        MailMessage message = message();
        message.getHeaders().set("X-Sender", "elsewhere@example.com");
        client.send(message);
        assertThat(theFile()).containsOnlyOnce("X-Sender:").contains("X-Sender: elsewhere@example.com\r\n");
    }

    /** The server would deliver to whom they name. */
    @ParameterizedTest
    @EnumSource(Way.class)
    void receiversInTheHeaderAreNotAmongThoseOfTheEnvelope(Way way) throws IOException {
        MailMessage message = message();
        message.getHeaders().add("X-Receiver", "evil@example.com");
        message.getHeaders().add("x-RECEIVER", "evil@example.org, " + "evil@example.net, ".repeat(10));
        message.getHeaders().add("X-Receivers", "kept");
        message.setBody("X-Receiver: in the text");
        way.send(client, message);
        assertThat(theFile()
                        .lines()
                        .filter(line -> line.toLowerCase(Locale.ROOT).contains("receiver")))
                .containsExactly("X-Receiver: bob@example.com", "X-Receivers: kept", "X-Receiver: in the text");
        assertThat(theFile()).doesNotContain("evil");
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void placeThatCannotBeIsToldWithItsMend(Way way) throws IOException {
        assertThat(failAt(way, null)).hasMessageContaining("setPickupDirectoryLocation");
        assertThat(failAt(way, "")).hasMessageContaining("setPickupDirectoryLocation");
        assertThat(failAt(way, "pickup")).hasMessageContaining("relative").hasMessageContaining("absolute");
        assertThat(failAt(way, "/nul\0")).hasMessageContaining("no path");
        assertThat(failAt(way, directory.resolve("missing").toString()))
                .hasMessageContaining(directory.resolve("missing") + " doesn't exist: create it")
                .hasCauseInstanceOf(NoSuchFileException.class);
        Path file = Files.createFile(directory.resolve("file"));
        assertThat(failAt(way, file.toString())).hasMessageContaining("file").hasCauseInstanceOf(IOException.class);
        assertThat(files()).containsExactly(file);
    }

    private SmtpException failAt(Way way, String location) {
        client.setPickupDirectoryLocation(location);
        SmtpException failure = way.fail(client, message());
        assertThat(failure.getOutcome()).isEqualTo(DeliveryOutcome.NOT_SENT);
        assertThat(failure.getStatusCode()).isEqualTo(SmtpStatusCode.GENERAL_FAILURE);
        return failure;
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void tlsAndTheDirectoryOfIisAreRefused(Way way) throws IOException {
        client.setEnableSsl(true);
        assertThat(way.fail(client, message())).hasMessageContaining("setEnableSsl(false)");
        client.setDeliveryMethod(SmtpDeliveryMethod.PICKUP_DIRECTORY_FROM_IIS);
        assertThat(way.fail(client, message()))
                .hasMessageContaining("SPECIFIED_PICKUP_DIRECTORY")
                .hasCauseInstanceOf(UnsupportedOperationException.class);
        assertThat(files()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void addressBeyondAsciiNeedsTheInternationalFormat(Way way) throws IOException {
        MailMessage message = message("jürgen@example.com");
        assertThat(way.fail(client, message)).hasMessageContaining("INTERNATIONAL");
        client.setDeliveryFormat(SmtpDeliveryFormat.INTERNATIONAL);
        way.send(client, message);
        assertThat(theFile()).contains("X-Receiver: jürgen@example.com\r\n").contains("To: jürgen@example.com\r\n");
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void contentThatFailsLeavesNothingBehind(Way way) throws IOException {
        MailMessage message = message();
        message.getAttachments().add(new Attachment(new FailingStream(), "data.bin"));
        assertThat(way.fail(client, message))
                .hasMessageStartingWith("The message can't be read")
                .hasRootCauseMessage("the disk is gone");
        assertThat(files()).isEmpty();
        way.send(client, message());
        assertThat(files()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void contentThatThrowsAnErrorEndsTheSendAsWell(Way way) throws IOException {
        MailMessage message = message();
        AssertionError mine = new AssertionError("mine");
        message.getAttachments()
                .add(new Attachment(
                        () -> {
                            throw mine;
                        },
                        "data.bin",
                        "application/octet-stream"));
        assertThat(way.fail(client, message)).hasCause(mine);
        assertThat(files()).isEmpty();
        way.send(client, message());
        assertThat(files()).hasSize(1);
    }

    @Test
    void timeoutBoundsASendWhoseContentBlocks() throws Exception {
        client.setTimeout(50);
        assertThatThrownBy(() -> client.send(blockingMessage()))
                .isInstanceOf(SmtpException.class)
                .hasMessageContaining("50 ms");
        letGoAndFindNothing();
    }

    @Test
    void interruptEndsASendAndIsKept() throws Exception {
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        Thread sending = new Thread(() -> {
            assertThatThrownBy(() -> client.send(blockingMessage())).isInstanceOf(SmtpException.class);
            interrupted.complete(Thread.currentThread().isInterrupted());
        });
        sending.start();
        assertThat(blocking.reached.await(20, TimeUnit.SECONDS)).isTrue();
        sending.interrupt();
        assertThat(interrupted.get(20, TimeUnit.SECONDS)).isTrue();
        letGoAndFindNothing();
    }

    @Test
    void cancelEndsAnAsynchronousSendWhoseContentBlocks() throws Exception {
        EventProbe probe = EventProbe.on(client);
        client.sendAsync(blockingMessage(), "token");
        assertThat(blocking.reached.await(20, TimeUnit.SECONDS)).isTrue();
        assertThatThrownBy(() -> client.send(message())).isInstanceOf(IllegalStateException.class);
        client.sendAsyncCancel();
        AsyncCompletedEventArgs args = probe.await().args();
        assertThat(args.isCancelled()).isTrue();
        assertThat(args.getError()).isNull();
        assertThat(args.isInDoubt()).isFalse();
        letGoAndFindNothing();
    }

    @Test
    void cancelIsNotForASendThatItsCallerWaitsFor() throws Exception {
        CompletableFuture<Void> end = Way.SEND.inBackground(client, blockingMessage());
        assertThat(blocking.reached.await(20, TimeUnit.SECONDS)).isTrue();
        client.sendAsyncCancel();
        blocking.let.countDown();
        Way.await(end);
        assertThat(files()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void closeEndsASend(Way way) throws Exception {
        CompletableFuture<Void> end = way.inBackground(client, blockingMessage());
        assertThat(blocking.reached.await(20, TimeUnit.SECONDS)).isTrue();
        client.close();
        assertThatThrownBy(() -> Way.await(end)).isInstanceOf(RuntimeException.class);
        letGoAndFindNothing();
    }

    private MailMessage blockingMessage() {
        MailMessage message = message();
        message.getAttachments().add(new Attachment(blocking, "data.bin"));
        return message;
    }

    private void letGoAndFindNothing() throws IOException {
        blocking.let.countDown();
        Awaitility.await().until(() -> blocking.closed);
        Awaitility.await().until(() -> files().isEmpty());
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            return all.toList();
        }
    }

    private String theFile() throws IOException {
        List<Path> files = files();
        assertThat(files).hasSize(1);
        return Files.readString(files.get(0), StandardCharsets.UTF_8);
    }

    /** Content that isn't there until the test says so. */
    private static final class BlockingStream extends ByteArrayInputStream {
        final CountDownLatch reached = new CountDownLatch(1);
        final CountDownLatch let = new CountDownLatch(1);
        volatile boolean closed;

        BlockingStream() {
            super(new byte[10]);
        }

        @Override
        public int read(byte[] target, int offset, int count) {
            reached.countDown();
            try {
                let.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return super.read(target, offset, count);
        }

        @Override
        public void close() throws IOException {
            closed = true;
            super.close();
        }
    }

    /** Content on a disk that breaks. */
    private static final class FailingStream extends InputStream {
        @Override
        public int read() throws IOException {
            throw new IOException("the disk is gone");
        }
    }
}
