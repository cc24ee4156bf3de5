package org.postrider.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.mail.CancellationToken;
import org.postrider.mail.MailMessage;
import org.postrider.mail.SmtpClient;
import org.postrider.testkit.ReceivedMessage;
import org.postrider.testkit.Reply;
import org.postrider.testkit.SmtpTestServer;
import org.postrider.testkit.Step;
import org.postrider.testkit.junit.SmtpServerExtension;

class ComingFromDotnetTest {
    @RegisterExtension
    final SmtpServerExtension smtp = SmtpServerExtension.of(SmtpTestServer.builder());

    @TempDir
    Path folder;

    @Test
    void theMessageArrivesAsTheProgramInBothLanguagesSays() throws IOException {
        ReceivedMessage message = send();

        assertThat(message.getRecipients()).containsExactly("bob@example.com", "cid@example.com", "books@example.com");
        assertThat(message.getSubject()).isEqualTo("Invoice 4711");
        assertThat(message.getHeader("X-Invoice")).isEqualTo("4711");
        assertThat(message.getHeader("Importance")).isEqualTo("high");
        assertThat(message.getHtml()).contains("cid:logo");
        assertThat(message.getAttachments())
                .anySatisfy(part -> assertThat(part.getFileName()).isEqualTo("invoice.pdf"));
    }

    @Test
    void theOthersGetItWhenOneIsRefused() throws IOException {
        smtp.script().on(Step.RCPT, Reply.of(550, "5.1.1 no such user")).when(line -> line.contains("cid@"));

        assertThat(send().getRecipients()).containsExactly("bob@example.com", "books@example.com");
    }

    @Test
    void theEventComesWhenTheMessageHasGoneOut() throws IOException, InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        try (SmtpClient client = new SmtpClient(smtp.getHost(), smtp.getPort());
                MailMessage message = invoice()) {
            client.addSendCompletedHandler((sender, e) -> done.countDown());
            ComingFromDotnet.sendByEvent(client, message);
            assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(smtp.getServer().getMessages()).hasSize(1);
    }

    @Test
    void theClientWantsTlsAndALogin() {
        try (SmtpClient client = ComingFromDotnet.connect("smtp.example.com", "secret")) {
            assertThat(client.getPort()).isEqualTo(587);
            assertThat(client.isEnableSsl()).isTrue();
            assertThat(client.getCredentials()).isNotNull();
        }
    }

    private ReceivedMessage send() throws IOException {
        try (SmtpClient client = new SmtpClient(smtp.getHost(), smtp.getPort());
                MailMessage message = invoice()) {
            ComingFromDotnet.send(client, message, CancellationToken.none());
        }
        return smtp.getServer().getMessages().get(0);
    }

    private MailMessage invoice() throws IOException {
        Path pdf = Files.write(folder.resolve("invoice.pdf"), new byte[] {37, 80, 68, 70});
        Path logo = Files.write(folder.resolve("logo.png"), new byte[] {(byte) 137, 80, 78, 71});
        return ComingFromDotnet.invoice(pdf, logo);
    }
}
