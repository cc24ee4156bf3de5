package org.postrider.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.testkit.Violation.Kind;
import org.postrider.testkit.junit.SmtpServerExtension;

/** The server puts up with bad manners, and writes them down. */
@ExtendWith(SmtpServerExtension.class)
class ViolationTest {
    static List<List<Object>> badContents() {
        return List.of(
                List.of("a\rb\r\n", Kind.BARE_CR),
                List.of("a\r\r\n", Kind.BARE_CR),
                List.of("a\nb\r\n", Kind.BARE_LF),
                List.of("\n\r\n", Kind.BARE_LF),
                List.of("a\0b\r\n", Kind.NUL),
                List.of("Subject: ü\r\n\r\n\r\n", Kind.UNANNOUNCED_8BIT),
                List.of("\r\nü\r\n", Kind.UNANNOUNCED_8BIT),
                List.of("a".repeat(999) + "\r\n", Kind.LINE_TOO_LONG));
    }

    @ParameterizedTest
    @MethodSource("badContents")
    void badContentIsTakenAndNoted(List<Object> row, SmtpTestServer server) throws IOException {
        try (StraightLineClient client = StraightLineClient.greet(server)) {
            client.expect("250 ", client.deliver((String) row.get(0)));
            ReceivedMessage message = server.getMessages().get(0);
            assertThat(message.getViolations()).extracting(Violation::kind).containsExactly((Kind) row.get(1));
            assertThat(message.getSession().getViolations()).isEqualTo(message.getViolations());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n.\n", "\n.\r\n", "\r.\r", "\r\n.\n", "\r\n.\r", "\r\n.\rx"})
    void noOtherSequenceEndsTheMessage(String trick, SmtpTestServer server) throws IOException {
        try (StraightLineClient client = StraightLineClient.greet(server)) {
            String content = "\r\nbefore" + trick + "MAIL FROM:<smuggled@x.test>\r\n";
            client.expect("250 ", client.deliver(content));
            ReceivedMessage message = server.getMessages().get(0);
            assertThat(new String(message.getRaw())).isEqualTo(content.replace("\r\n.", "\r\n"));
            assertThat(message.getViolations()).isNotEmpty();
        }
    }

    @Test
    void longestLineAndAnnouncedBytesAreFine(SmtpTestServer server) throws IOException {
        try (StraightLineClient client = StraightLineClient.greet(server)) {
            client.expect("250 ", client.say("MAIL FROM:<a@x.test> BODY=8BITMIME"));
            client.expect("250 ", client.say("RCPT TO:<b@x.test>"));
            client.expect("354 ", client.say("DATA"));
            client.send("Subject: x\r\n\r\nü\r\n" + "a".repeat(998) + "\r\n");
            client.expect("250 ", client.say("."));
        }
        assertThat(server.getMessages().get(0).getViolations()).isEmpty();
    }

    @Test
    void utf8HeaderNeedsNoMoreThanSmtpUtf8ButTheBodyDoes(SmtpTestServer server) throws IOException {
        try (StraightLineClient client = StraightLineClient.greet(server)) {
            client.expect("250 ", client.say("MAIL FROM:<a@x.test> SMTPUTF8"));
            client.expect("250 ", client.say("RCPT TO:<b@x.test>"));
            client.expect("354 ", client.say("DATA"));
            client.send("Subject: ü\r\n\r\nü\r\n");
            client.expect("250 ", client.say("."));
        }
        assertThat(server.getMessages().get(0).getViolations())
                .containsExactly(new Violation(Kind.UNANNOUNCED_8BIT, "at byte 15 of the message"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"NOOP\0\r\n", "NOOP\n", "NO\rOP\r\n", "\0\r\n"})
    void malformedCommandIsRefusedAndNoted(String command, SmtpTestServer server) throws IOException {
        try (StraightLineClient client = StraightLineClient.greet(server)) {
            client.send(command);
            client.expect("500 ", client.reply());
            client.expect("250 ", client.say("NOOP"));
            assertThat(kinds(server)).containsExactly(Kind.MALFORMED_COMMAND);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {999, 20_000, 500_000})
    void overlongCommandIsRefusedAndNoted(int length, SmtpTestServer server) throws IOException {
        try (StraightLineClient client = StraightLineClient.greet(server)) {
            client.expect("500 ", client.say("NOOP " + "x".repeat(length - 5)));
            client.expect("250 ", client.say("NOOP " + "x".repeat(993)));
            assertThat(kinds(server)).containsExactly(Kind.MALFORMED_COMMAND);
            assertThat(server.getSessions().get(0).getCommands().get(1)).hasSizeLessThan(13_000);
        }
    }

    @Test
    void groupThatPipeliningAllowsIsFine(SmtpTestServer server) throws IOException {
        try (StraightLineClient client = StraightLineClient.greet(server)) {
            client.send("MAIL FROM:<a@x.test>\r\nRCPT TO:<b@x.test>\r\nRCPT TO:<c@x.test>\r\nDATA\r\n");
            for (String start : List.of("250 ", "250 ", "250 ", "354 ")) {
                client.expect(start, client.reply());
            }
            client.send("x\r\n.\r\nRSET\r\nMAIL FROM:<a@x.test>\r\nQUIT\r\n");
            for (String start : List.of("250 ", "250 ", "250 ", "221 ")) {
                client.expect(start, client.reply());
            }
            Session session = server.getSessions().get(0);
            assertThat(session.getViolations()).isEmpty();
            assertThat(session.getPipelinedGroups())
                    .contains(
                            List.of("MAIL FROM:<a@x.test>", "RCPT TO:<b@x.test>", "RCPT TO:<c@x.test>", "DATA"),
                            List.of("RSET", "MAIL FROM:<a@x.test>", "QUIT"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"EHLO again.test", "HELO again.test", "AUTH PLAIN AHUAcA==", "NOOP"})
    void nothingMayFollowTheLastCommandOfAGroup(String last) throws IOException {
        try (SmtpTestServer server = SmtpTestServer.builder().user("u", "p").start();
                StraightLineClient client = StraightLineClient.greet(server)) {
            client.send(last + "\r\nRSET\r\n");
            client.reply();
            client.reply();
            assertThat(kinds(server)).containsExactly(Kind.PIPELINING);
        }
    }

    @Test
    void contentBeforeThe354IsNoted(SmtpTestServer server) throws IOException {
        try (StraightLineClient client = StraightLineClient.greet(server)) {
            client.send("MAIL FROM:<a@x.test>\r\nRCPT TO:<b@x.test>\r\nDATA\r\nx\r\n.\r\n");
            for (String start : List.of("250 ", "250 ", "354 ", "250 ")) {
                client.expect(start, client.reply());
            }
            assertThat(kinds(server)).containsExactly(Kind.PIPELINING);
        }
    }

    @Test
    void withoutPipeliningEachCommandWaits() throws IOException {
        try (SmtpTestServer server =
                        SmtpTestServer.builder().without("PIPELINING").start();
                StraightLineClient client = StraightLineClient.greet(server)) {
            client.expect("250 ", client.deliver("x\r\n"));
            assertThat(kinds(server)).isEmpty();
            client.send("MAIL FROM:<a@x.test>\r\nRCPT TO:<b@x.test>\r\n");
            client.reply();
            client.reply();
            assertThat(kinds(server)).containsExactly(Kind.PIPELINING);
        }
    }

    @Test
    void clientThatTalksFirstIsNoted(SmtpTestServer server) throws IOException {
        Gate gate = new Gate();
        server.script().on(Step.CONNECT, Behaviour.hold(gate));
        try (StraightLineClient client = StraightLineClient.connect(server)) {
            client.send("EHLO early.test\r\n");
            gate.open();
            client.expect("220 ", client.reply());
            client.expect("250", client.reply());
            assertThat(kinds(server)).containsExactly(Kind.EARLY_TALK);
        }
    }

    private static List<Kind> kinds(SmtpTestServer server) {
        return server.getSessions().get(0).getViolations().stream()
                .map(Violation::kind)
                .toList();
    }
}
