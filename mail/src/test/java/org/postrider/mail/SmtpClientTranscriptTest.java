package org.postrider.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.postrider.mail.Clients.message;
import static org.postrider.mail.Clients.refuse;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postrider.testkit.Reply;
import org.postrider.testkit.SmtpTestServer;

/** What was said, for whoever asks an exception for it. */
class SmtpClientTranscriptTest {
    private static final Reply UNKNOWN = Reply.of(550, "5.1.1 no such user");

    @ParameterizedTest
    @EnumSource(Way.class)
    void exceptionSaysWhatWasSaidWithoutSecretsWhenAsked(Way way) {
        try (SmtpTestServer server = SmtpTestServer.builder()
                        .startTls()
                        .user("ann", "top-secret")
                        .start();
                SmtpClient client = Clients.secure(server)) {
            client.setCredentials(new NetworkCredential("ann", "top-secret"));
            client.setTranscriptKept(true);
            refuse(server, "bad", UNKNOWN);
            SmtpException told = way.fail(client, message("bob@example.com", "bad@example.com", "bad@example.org"));
            assertThat(told.getTranscript())
                    .anyMatch(line -> line.contains(" ms C: STARTTLS"))
                    .anyMatch(line -> line.contains(" ms C: RCPT TO:<bad@example.com>"))
                    .anyMatch(line -> line.contains(" ms S: 550 5.1.1 no such user"))
                    .noneMatch(line -> line.contains("top-secret"));
            List<SmtpFailedRecipientException> each = ((SmtpFailedRecipientsException) told).getInnerExceptions();
            assertThat(each).hasSize(2).allMatch(e -> e.getTranscript().equals(told.getTranscript()));
        }
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void nothingIsKeptUnlessAskedFor(Way way) {
        try (SmtpTestServer server = SmtpTestServer.start();
                SmtpClient client = Clients.of(server)) {
            refuse(server, "@", UNKNOWN);
            assertThat(way.fail(client, message()).getTranscript()).isEmpty();
            assertThat(new SmtpException("made by hand").getTranscript()).isEmpty();
        }
    }
}
