package org.postrider.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.postrider.mail.Clients.SOON;
import static org.postrider.mail.Clients.message;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postrider.sockets.ObjectDisposedException;
import org.postrider.testkit.Behaviour;
import org.postrider.testkit.Gate;
import org.postrider.testkit.Reply;
import org.postrider.testkit.SmtpTestServer;
import org.postrider.testkit.Step;

/** A closed message has lost what went with it: it isn't sent without. */
class ClosedMessageTest {
    @TempDir
    Path folder;

    private final SmtpTestServer server = SmtpTestServer.start();
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
    void closedMessageIsNotSentWithoutItsAttachment(Way way) throws IOException {
        MailMessage message = withFile();
        message.close();
        message.close();
        assertDisposed("MailMessage", () -> way.begin(client, message));
        assertThat(server.getMessages()).isEmpty();
        way.send(client, message());
        assertThat(server.getMessages()).hasSize(1);
    }

    /** The block of a try is over when its catch clause begins. */
    @ParameterizedTest
    @EnumSource(Way.class)
    void tryingAgainBehindTheTryThatClosedTheMessageIsRefused(Way way) throws IOException {
        server.script().on(Step.MAIL, Reply.of(451, "4.3.0 Later")).times(1);
        MailMessage message = withFile();
        assertThatThrownBy(() -> {
                    try (message) {
                        way.send(client, message);
                    } catch (SmtpException later) {
                        way.send(client, message);
                    }
                })
                .isInstanceOf(ObjectDisposedException.class);
        assertThat(server.getMessages()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void sendThatBeganBeforeTheCloseGoesOn(Way way) throws IOException {
        server.script().on(Step.MAIL, Behaviour.hold(gate)).times(1);
        CompletableFuture<Void> end;
        try (MailMessage message = withFile()) {
            end = way.inBackground(client, message);
            gate.awaitReached(SOON);
        }
        gate.open();
        Way.await(end);
        assertThat(server.getMessages().get(0).getAttachments().get(0).getText())
                .isEqualTo("file");
    }

    @Test
    void mailerTakesNoClosedMessage() throws IOException {
        MailMessage message = withFile();
        message.close();
        try (Mailer mailer = Mailers.plain(server).build()) {
            assertDisposed("MailMessage", () -> mailer.send(message));
            assertDisposed("MailMessage", () -> mailer.sendAndWait(message));
        }
        assertThat(server.getMessages()).isEmpty();
    }

    @Test
    void closedMessageIsNeitherWrittenNorAttachedNorMadeATemplate() throws IOException {
        MailMessage message = withFile();
        message.close();
        OutputStream output = new ByteArrayOutputStream();
        assertDisposed("MailMessage", () -> message.writeTo(output));
        assertThat(output).hasToString("");
        assertDisposed("MailMessage", () -> Attachment.fromMessage(message, "a.eml"));
        MailMessage template = MailMessage.builder().from("ann@example.com").build();
        template.close();
        assertDisposed("MailMessage", () -> MailTemplate.of(template));
    }

    @Test
    void messageThatWasReadBackIsNotSentOnceItIsClosed() throws IOException {
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        try (MailMessage message = withFile()) {
            message.writeTo(written);
        }
        MailMessage read = MailMessage.parse(new ByteArrayInputStream(written.toByteArray()));
        assertThat(read.getAttachments()).hasSize(1);
        read.close();
        assertDisposed("MailMessage", () -> client.send(read));
    }

    @Test
    void closedMessageDoesNotSayThatNothingGoesWithIt() throws IOException {
        MailMessage message = withFile();
        message.close();
        assertDisposed("MailMessage", message::getAttachments);
        assertDisposed("MailMessage", message::getAlternateViews);
        assertThat(message.getTo()).hasSize(1);
    }

    @Test
    void closedViewIsNotSentWithoutWhatItShows() {
        AlternateView view = AlternateView.createAlternateViewFromString("<img src='cid:a'>", null, "text/html");
        view.getLinkedResources().add(new LinkedResource(new byte[1], "image/png"));
        MailMessage message = message();
        message.getAlternateViews().add(view);
        view.close();
        assertDisposed("AlternateView", () -> client.send(message));
        assertDisposed("AlternateView", view::getLinkedResources);
    }

    @Test
    void listThatWasClosedByItselfIsMissedToo() throws IOException {
        MailMessage attachments = withFile();
        attachments.getAttachments().close();
        assertDisposed("AttachmentCollection", () -> client.send(attachments));
        MailMessage views = message();
        views.getAlternateViews().close();
        assertDisposed("AlternateViewCollection", () -> client.send(views));
        MailMessage resources = message();
        AlternateView view = AlternateView.createAlternateViewFromString("<p>", null, "text/html");
        resources.getAlternateViews().add(view);
        view.getLinkedResources().close();
        assertDisposed("LinkedResourceCollection", () -> client.send(resources));
        assertThat(server.getMessages()).isEmpty();
    }

    private static void assertDisposed(String name, ThrowingCallable use) {
        assertThatThrownBy(use)
                .isInstanceOfSatisfying(
                        ObjectDisposedException.class,
                        e -> assertThat(e.getObjectName()).isEqualTo(name));
    }

    private MailMessage withFile() throws IOException {
        MailMessage message = message();
        message.getAttachments().add(new Attachment(Files.writeString(folder.resolve("a.txt"), "file")));
        return message;
    }
}
