package org.postrider.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.postrider.smtp.SmtpSenderTest.TO_ONE;
import static org.postrider.smtp.SmtpSenderTest.plain;
import static org.postrider.smtp.SmtpSenderTest.trusting;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postrider.testkit.Behaviour;
import org.postrider.testkit.Reply;
import org.postrider.testkit.SmtpTestServer;
import org.postrider.testkit.Step;

/** What was said, for whoever asks for it. */
class TranscriptTest {
    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void failureTellsWhatWasSaidWithoutSecrets(DoorWay door) {
        try (SmtpTestServer server = SmtpTestServer.builder()
                        .startTls()
                        .user("ann", "secret")
                        .start();
                SmtpSender sender = new SmtpSender(plain(server)
                        .tls(trusting(server, TlsMode.STARTTLS))
                        .auth(AuthOptions.of(new PasswordCredential("ann", "secret"))
                                .withMechanisms("LOGIN"))
                        .keepTranscript(true)
                        .build())) {
            server.script()
                    .on(Step.RCPT, Reply.of(550, "5.1.1 no\u001b[2J such user"))
                    .times(1);
            List<String> lines =
                    door.fail(sender, TO_ONE, new TestContent()).result().transcript();
            assertThat(lines).allMatch(line -> line.matches(" *\\d+ ms [CS*]: .+"));
            assertThat(said(lines))
                    .startsWith("*: connected to "
                            + sender.send(TO_ONE, new TestContent())
                                    .connection()
                                    .address())
                    .contains(
                            "C: EHLO client.example.com",
                            "C: STARTTLS",
                            "C: AUTH LOGIN",
                            "S: 334 ********",
                            "C: ********")
                    .contains("C: RCPT TO:<bob@example.com>", "S: 550 5.1.1 no\\u001b[2J such user");
            String base64 = "c2VjcmV0";
            assertThat(String.join("\n", lines)).doesNotContain("secret", base64);
        }
    }

    private static List<String> said(List<String> lines) {
        return lines.stream()
                .map(line -> line.substring(line.indexOf(" ms ") + 4))
                .toList();
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void earlierMessageOnTheConnectionIsNobodysBusiness(DoorWay door) {
        try (SmtpTestServer server = SmtpTestServer.start();
                SmtpSender sender =
                        new SmtpSender(plain(server).keepTranscript(true).build())) {
            Envelope earlier = Envelope.of("eve@example.com", List.of("mallory@example.com"));
            assertThat(said(door.send(sender, earlier, new TestContent()).transcript()))
                    .anyMatch(line -> line.startsWith("C: MAIL FROM:<eve@example.com>"))
                    .last()
                    .asString()
                    .startsWith("S: 250 ");
            assertThat(said(door.send(sender, TO_ONE, new TestContent()).transcript()))
                    .first()
                    .asString()
                    .startsWith("C: MAIL FROM:<ann@example.com>");
        }
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void transcriptIsBoundedAndKeptOnlyWhenAskedFor(DoorWay door) {
        try (SmtpTestServer server = SmtpTestServer.start();
                SmtpSender keeping =
                        new SmtpSender(plain(server).keepTranscript(true).build());
                SmtpSender silent = new SmtpSender(plain(server).build())) {
            server.script()
                    .on(
                            Step.EHLO,
                            Behaviour.raw("250-" + "x".repeat(3000) + "\r\n" + "250-X\r\n".repeat(500) + "250 "
                                    + "y".repeat(3000) + "\r\n"));
            assertThat(door.send(silent, TO_ONE, new TestContent()).transcript())
                    .isEmpty();
            assertThat(door.send(keeping, TO_ONE, new TestContent()).transcript())
                    .hasSizeLessThanOrEqualTo(200)
                    .allMatch(line -> line.length() < 1100);
        }
    }
}
