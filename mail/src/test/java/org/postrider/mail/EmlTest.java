package org.postrider.mail;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.mime.FormatException;
import org.postrider.smtp.BodyType;
import org.postrider.smtp.DsnOptions;
import org.postrider.smtp.Envelope;
import org.postrider.smtp.SmtpOptions;
import org.postrider.smtp.SmtpSender;
import org.postrider.smtp.TlsMode;
import org.postrider.smtp.TlsOptions;
import org.postrider.testkit.ReceivedMessage;
import org.postrider.testkit.SmtpTestServer;

class EmlTest {
    @TempDir
    Path folder;

    @Test
    void plainFilesGoToAnyServer() throws IOException {
        Eml eml = eml("From: a@b\r\nSubject: x\r\n\r\n" + "y".repeat(998) + "\r\n");
        assertThat(eml.leastBodyType()).isEqualTo(BodyType.SEVEN_BIT);
        assertThat(eml.needsSmtpUtf8()).isFalse();
        assertThat(eml.mayBlock()).isTrue();
        assertThat(eml.size(BodyType.SEVEN_BIT)).isEqualTo(1025);
        for (int i = 0; i < 2; i++) {
            try (InputStream stream = Channels.newInputStream(eml.open(BodyType.SEVEN_BIT))) {
                assertThat(stream.readAllBytes()).hasSize(1025);
            }
        }
    }

    @Test
    void eightBitsInBodyOrHeaderAreFound() throws IOException {
        Eml body = eml("From: a@b\n\nä");
        assertThat(body.leastBodyType()).isEqualTo(BodyType.EIGHT_BIT_MIME);
        assertThat(body.needsSmtpUtf8()).isFalse();
        Eml header = eml("From: ä@b\n\nx");
        assertThat(header.leastBodyType()).isEqualTo(BodyType.EIGHT_BIT_MIME);
        assertThat(header.needsSmtpUtf8()).isTrue();
    }

    @Test
    void whatSmtpCannotCarryIsRefusedByItsLine() {
        assertThatThrownBy(() -> eml("From: a@b\r\n\r\nx\n" + "y".repeat(999)))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("Line 4");
        assertThatThrownBy(() -> eml("From: a@b\r\r\u0000"))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("Line 3");
        assertThatThrownBy(() -> Eml.of(folder.resolve("none.eml")))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("none.eml");
    }

    @Test
    void aFileThatChangedIsNotSent() throws IOException {
        Eml eml = eml("From: a@b\r\n\r\nx\r\n");
        Files.writeString(folder.resolve("a.eml"), "From: a@b\r\n\r\nlonger\r\n");
        assertThatThrownBy(() -> eml.open(BodyType.SEVEN_BIT))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("changed");
    }

    @Test
    void aWrittenMessageIsAReadyMadeOne() throws IOException {
        Path file = folder.resolve("b.eml");
        try (var output = Files.newOutputStream(file)) {
            new MailMessage("a@b", "c@d", "ä", "ö").writeTo(output);
        }
        assertThat(Eml.of(file).leastBodyType()).isEqualTo(BodyType.SEVEN_BIT);
    }

    @Test
    void bytesAndStreamsAreReadAtOnceAndSentAsOftenAsWanted() throws IOException {
        byte[] message = "From: a@b\r\n\r\nä".getBytes(UTF_8);
        ByteArrayInputStream stream = new ByteArrayInputStream(message.clone());
        for (Eml eml : List.of(Eml.of(message), Eml.of(stream))) {
            Arrays.fill(message, (byte) 'x');
            assertThat(eml.leastBodyType()).isEqualTo(BodyType.EIGHT_BIT_MIME);
            assertThat(eml.mayBlock()).isFalse();
            assertThat(eml.size(BodyType.EIGHT_BIT_MIME)).isEqualTo(message.length + 2);
            for (int i = 0; i < 2; i++) {
                try (InputStream content = Channels.newInputStream(eml.open(BodyType.EIGHT_BIT_MIME))) {
                    assertThat(content.readAllBytes()).asString(UTF_8).isEqualTo("From: a@b\r\n\r\nä\r\n");
                }
            }
        }
        assertThat(stream.read()).isEqualTo(-1);
        assertThatThrownBy(() -> Eml.of(new byte[1])).isInstanceOf(FormatException.class);
    }

    @Test
    void theEnvelopeIsReadOffTheHeader() throws IOException {
        Eml eml = eml(
                "Received: x\nfrom: Ann (the first) <ann@example.com>\nTO: \"Doe, John\" <john@example.com>,\n"
                        + "\tcarl@b\u00fccher.example\nCc : dora@example.com\nSubject: x\nTo: erik@example.com\nBcc: \n\nTo: f@example.com\n");
        Envelope envelope = eml.envelope();
        assertThat(envelope.reversePath()).isEqualTo("ann@example.com");
        assertThat(envelope.recipients())
                .containsExactly(
                        "john@example.com", "carl@xn--bcher-kva.example", "erik@example.com", "dora@example.com");
        assertThat(envelope.dsn()).isEqualTo(DsnOptions.NONE);
        assertThat(eml("Sender: s@example.com\rFrom: a@example.com\rTo: b@example.com")
                        .envelope()
                        .reversePath())
                .isEqualTo("s@example.com");
    }

    @Test
    void theNewestBlockOfResentFieldsNamesTheEnvelope() throws IOException {
        String original = "From: a@example.com\r\nTo: b@example.com\r\nCc: c@example.com\r\n\r\n";
        String older =
                "Resent-From: old@example.com\r\nResent-To: oldest@example.com\r\nResent-Cc: never@example.com\r\n";
        String newer = "Resent-Date: Sat, 21 Nov 2026 10:00:00 +0000\r\nResent-From: d@example.com, e@example.com\r\n"
                + "Resent-Sender: f@example.com\r\nResent-To: g@example.com,\r\n h@example.com\r\n";
        for (String between : List.of("", "Received: by somebody\r\n", "X-Mark: x\r\n")) {
            Envelope envelope = eml("Received: now\r\n" + newer + between + older + original)
                    .envelope();
            assertThat(envelope.reversePath()).isEqualTo("f@example.com");
            assertThat(envelope.recipients()).containsExactly("g@example.com", "h@example.com");
        }
        assertThat(eml(older + original).envelope().recipients())
                .containsExactly("oldest@example.com", "never@example.com");
    }

    @Test
    void aBlockOfResentFieldsIsNotFilledUpFromTheRestOfTheHeader() {
        String original = "From: a@example.com\r\nTo: b@example.com\r\n\r\n";
        assertThatThrownBy(
                        () -> eml("Resent-From: d@example.com\r\n" + original).envelope())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Resent-To");
        assertThatThrownBy(() -> eml("Resent-To: d@example.com\r\n" + original).envelope())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Resent-From");
        assertThatThrownBy(() ->
                        eml("Resent-From: d@example.com\r\nResent-To: e@example.com\r\nResent-Bcc: f@example.com\r\n"
                                        + original)
                                .envelope())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Bcc");
    }

    @Test
    void anEnvelopeThatCannotBeReadIsRefusedWithTheMend() {
        assertThatThrownBy(() -> eml("From: a@b\r\nTo: c@d\r\nBcc: e@f\r\n\r\n").envelope())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Bcc");
        assertThatThrownBy(() -> eml("From: a@b\r\n\r\nTo: c@d\r\n").envelope())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("recipient");
        assertThatThrownBy(() -> eml("To: a@b\r\n\r\n").envelope())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("author");
        assertThatThrownBy(() -> eml("From: a@b\r\nTo: c d e@\r\n\r\n").envelope())
                .isInstanceOf(FormatException.class);
        assertThatThrownBy(() ->
                        Eml.of("To: \u00e4@b\r\n\r\n".getBytes(ISO_8859_1)).envelope())
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("UTF-8");
    }

    @Test
    void aHeaderOfAMillionLinesIsReadInTimeAndAnEndlessOneRefused() {
        byte[] folded = ("From: a@b\r\nTo: c@d\r\nX:" + " \r\n".repeat(300_000) + "\r\n").getBytes(UTF_8);
        assertThat(Eml.of(folded).envelope().recipients()).containsExactly("c@d");
        byte[] endless = ("From: a@b\r\n" + "X: y\r\n".repeat(200_000)).getBytes(UTF_8);
        assertThatThrownBy(() -> Eml.of(endless).envelope())
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("1 MiB");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aReadyMadeMessageArrivesAsItIsThroughBothDoors(boolean waits) throws IOException {
        String text =
                "DKIM-Signature: v=1; b=abc\r\n def\r\nFrom:   ann@example.com\r\nTo: bob@example.com\r\nX-Odd:\t  kept \r\n\r\n"
                        + ".\r\n..two\r\nGr\u00fc\u00dfe \r\n" + "y".repeat(998) + "\r\n";
        for (Eml eml : List.of(eml(text), Eml.of(text.replace("\r\n", "\n").getBytes(UTF_8)))) {
            try (SmtpTestServer server = SmtpTestServer.start();
                    SmtpSender sender = new SmtpSender(SmtpOptions.builder(server.getHost())
                            .port(server.getPort())
                            .tls(TlsOptions.of(TlsMode.NONE))
                            .build())) {
                if (waits) {
                    sender.send(eml.envelope(), eml);
                } else {
                    sender.sendAsync(eml.envelope(), eml)
                            .orTimeout(20, TimeUnit.SECONDS)
                            .join();
                }
                ReceivedMessage received = server.getMessages().get(0);
                assertThat(received.getRaw()).asString(UTF_8).isEqualTo(text);
                assertThat(received.getReversePath()).isEqualTo("ann@example.com");
                assertThat(received.getRecipients()).containsExactly("bob@example.com");
                assertThat(received.getViolations()).isEmpty();
            }
        }
    }

    private Eml eml(String text) throws IOException {
        return Eml.of(Files.write(folder.resolve("a.eml"), text.getBytes(UTF_8)));
    }
}
