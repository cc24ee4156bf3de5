package org.postrider.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postrider.mail.MailMessage;
import org.postrider.mail.SmtpClient;
import org.postrider.mail.SmtpFailedRecipientException;
import org.postrider.testkit.Reply;
import org.postrider.testkit.SmtpTestServer;
import org.postrider.testkit.Step;
import org.postrider.testkit.junit.SmtpServerExtension;

/** The README's way to test code that sends mail. */
class TestKitSnippetTest {
    @RegisterExtension
    static final SmtpServerExtension smtp =
            SmtpServerExtension.of(SmtpTestServer.builder().startTls().user("ann", "secret"));

    @Test
    void refusedRecipientIsReported() {
        smtp.script().on(Step.RCPT, Reply.of(550, "5.1.1 no such user")).when(line -> line.contains("bad@"));
        try (SmtpClient client = new SmtpClient(smtp.getHost(), smtp.getPort())) {
            assertThatThrownBy(() -> client.send(new MailMessage(
                            "ann@example.com", "bad@example.com, bob@example.com", "Hello", "Hello, Bob.")))
                    .isInstanceOf(SmtpFailedRecipientException.class);
        }
        assertThat(smtp.awaitMessage(Duration.ofSeconds(10)).getSubject()).isEqualTo("Hello");
    }
}
