package org.postrider.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.testkit.Header;
import org.postrider.testkit.Part;
import org.postrider.testkit.ReceivedMessage;
import org.postrider.testkit.SmtpTestServer;
import org.postrider.testkit.junit.SmtpServerExtension;

class SendMessageTest {
    @RegisterExtension
    final SmtpServerExtension smtp = SmtpServerExtension.of(SmtpTestServer.builder());

    @TempDir
    Path folder;

    private ReceivedMessage received(Cli cli) {
        Cli.Run run = cli.run();
        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isZero();
        assertThat(smtp.getServer().getMessages()).hasSize(1);
        ReceivedMessage message = smtp.getServer().getMessages().get(0);
        assertThat(message.getViolations()).isEmpty();
        return message;
    }

    private Cli send(String... more) {
        return Cli.send(smtp.getServer(), more);
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    @Test
    void everyKindOfRecipientIsAsked() {
        ReceivedMessage message = received(Cli.bareSend(smtp.getServer(), "none")
                .with("--from", "Ann \u00d8 <ann@example.com>", "--to", "b@example.com, \"D, E\" <d@example.com>")
                .with("--to", "c@example.com", "--cc", "e@example.com", "--bcc", "f.blind@example.com"));

        assertThat(message.getReversePath()).isEqualTo("ann@example.com");
        assertThat(message.getRecipients())
                .containsExactlyInAnyOrder(
                        "b@example.com", "d@example.com", "c@example.com", "e@example.com", "f.blind@example.com");
        assertThat(message.getHeader("From")).contains("Ann \u00d8");
        assertThat(message.getHeader("Cc")).isEqualTo("e@example.com");
        // The dot keeps a random Message-ID from ending like the address.
        assertThat(new String(message.getRaw(), StandardCharsets.US_ASCII)).doesNotContain("f.blind@example.com");
    }

    @Test
    void aBlindCopyAloneIsEnough() {
        ReceivedMessage message = received(Cli.bareSend(smtp.getServer(), "none")
                .with("--from", "ann@example.com", "--bcc", "f@example.com", "--body", "x"));

        assertThat(message.getRecipients()).containsExactly("f@example.com");
    }

    @Test
    void subjectAndBodyArriveInAnyAlphabet() {
        ReceivedMessage message =
                received(send("--subject", "\u0130zmir \u2190", "--body", "g\u00fcnayd\u0131n \u2192"));

        assertThat(message.getSubject()).isEqualTo("\u0130zmir \u2190");
        assertThat(message.getText()).isEqualTo("g\u00fcnayd\u0131n \u2192");
    }

    @Test
    void bodyComesFromAFile() throws IOException {
        Path file = file("body.txt", "\ufefffirst\nsecond \u2192\n");

        assertThat(received(send("--body", "@" + file)).getText().lines()).containsExactly("first", "second \u2192");
    }

    @Test
    void bodyComesFromStandardInput() {
        assertThat(received(send("--body", "-").in("from the pipe \u2192")).getText())
                .isEqualTo("from the pipe \u2192");
    }

    @Test
    void twoAtSignsBeginATextWithOne() {
        assertThat(received(send("--body", "@@all: lunch")).getText().lines()).containsExactly("@all: lunch");
    }

    @Test
    void aBodyMayBeginWithDashes() {
        assertThat(received(send("--body", "-- \nAnn")).getText().lines()).containsExactly("-- ", "Ann");
    }

    @Test
    void htmlAloneIsTheBody() {
        ReceivedMessage message = received(send("--html", "<p>hi</p>"));

        assertThat(message.getRoot().getContentType()).isEqualTo("text/html");
        assertThat(message.getHtml().lines()).containsExactly("<p>hi</p>");
    }

    @Test
    void htmlStandsBesideTheBody() throws IOException {
        ReceivedMessage message = received(send("--body", "hi", "--html", "@" + file("hi.html", "<p>\u2192</p>")));

        assertThat(message.getRoot().getContentType()).isEqualTo("multipart/alternative");
        assertThat(message.getText()).isEqualTo("hi");
        assertThat(message.getHtml()).isEqualTo("<p>\u2192</p>");
    }

    @Test
    void filesGoAlongByteForByte() throws IOException {
        byte[] bytes = {0, 13, 10, 46, 13, 10, -1, -128};
        Path picture = Files.write(folder.resolve("g\u00fcn.png"), bytes);
        Path mail = file("old.eml", "Subject: old\n\nold\n");

        ReceivedMessage message =
                received(send("--body", "see", "--attach", picture.toString(), "--attach", mail.toString()));

        assertThat(message.getAttachments()).extracting(Part::getFileName).containsExactly("g\u00fcn.png", "old.eml");
        assertThat(message.getAttachments().get(0).getContentType()).isEqualTo("image/png");
        assertThat(message.getAttachments().get(0).getBytes()).isEqualTo(bytes);
        assertThat(message.getAttachments().get(1).getContentType()).isEqualTo("application/octet-stream");
        assertThat(message.getAttachments().get(1).getBytes()).isEqualTo(Files.readAllBytes(mail));
    }

    @Test
    void headerFieldsOfYourOwnArrive() {
        ReceivedMessage message = received(send("--header", "X-Job: night \u2192 run", "--header", "X-Job:second")
                .with("--header", "Reply-To: Team <team@example.com>", "--header", "Sender: robot@example.com"));

        assertThat(message.getHeader("X-Job")).isEqualTo("night \u2192 run");
        assertThat(message.getHeaders())
                .extracting(Header::name)
                .filteredOn("X-Job"::equals)
                .hasSize(2);
        assertThat(message.getHeader("Reply-To")).contains("team@example.com");
        assertThat(message.getReversePath()).isEqualTo("robot@example.com");
    }

    @Test
    void aReadyMadeMessageGoesAsItIs() throws IOException {
        String text = "From: x@example.org\r\nSubject: ready\r\n\r\n.dot\r\n";
        ReceivedMessage message = received(send("--eml", file("ready.eml", text).toString(), "--bcc", "c@example.com"));

        assertThat(new String(message.getRaw(), StandardCharsets.US_ASCII)).isEqualTo(text);
        assertThat(message.getReversePath()).isEqualTo("ann@example.com");
        assertThat(message.getRecipients()).containsExactly("bob@example.com", "c@example.com");
    }

    @Test
    void theClientIntroducesItselfAsTold() {
        assertThat(received(send("--client-domain", "client.example.com")).getClientName())
                .isEqualTo("client.example.com");
    }
}
