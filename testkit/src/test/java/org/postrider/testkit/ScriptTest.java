package org.postrider.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.EnumSet;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.postrider.testkit.junit.SmtpServerExtension;

/** A rule takes over at its step, within its limits, and the server's state follows what was said. */
class ScriptTest {
    private static final Reply ODD = Reply.of(475, "4.7.5 scripted");

    @RegisterExtension
    static final SmtpServerExtension smtp =
            SmtpServerExtension.of(SmtpTestServer.builder().startTls().user("u", "p"));

    @ParameterizedTest
    @EnumSource(
            value = Step.class,
            mode = Mode.EXCLUDE,
            names = {"TLS_HANDSHAKE"})
    void everyStepCanBeAnsweredByTheScript(Step step) throws IOException {
        smtp.script().on(step, ODD);
        try (StraightLineClient client = StraightLineClient.connect(smtp.getServer())) {
            assertThat(walkTo(step, client)).isEqualTo("475 4.7.5 scripted");
        }
    }

    /** Goes through a session up to a step, and reads the reply that the step gives. */
    private static String walkTo(Step step, StraightLineClient client) throws IOException {
        if (EnumSet.of(Step.CONNECT, Step.GREETING).contains(step)) {
            return client.reply();
        }
        client.expect("220 ", client.reply());
        if (EnumSet.of(Step.EHLO, Step.HELO).contains(step)) {
            return client.say(step + " client.test");
        }
        client.expect("250", client.say("EHLO client.test"));
        return EnumSet.of(Step.BODY, Step.END_OF_DATA, Step.IDLE, Step.BDAT).contains(step)
                ? walkThroughTransaction(step, client)
                : walkToCommand(step, client);
    }

    private static String walkToCommand(Step step, StraightLineClient client) throws IOException {
        switch (step) {
            case AUTH -> {
                return client.say("AUTH PLAIN AHUAcA==");
            }
            case AUTH_RESPONSE -> {
                client.expect("334 ", client.say("AUTH PLAIN"));
                return client.say("AHUAcA==");
            }
            case RCPT, DATA -> client.expect("250 ", client.say("MAIL FROM:<a@x.test>"));
            default -> {}
        }
        return client.say(
                switch (step) {
                    case MAIL -> "MAIL FROM:<a@x.test>";
                    case RCPT -> "RCPT TO:<b@x.test>";
                    case OTHER -> "XYZZY";
                    default -> step.name();
                });
    }

    private static String walkThroughTransaction(Step step, StraightLineClient client) throws IOException {
        if (step == Step.BDAT) {
            client.send("MAIL FROM:<a@x.test>\r\nRCPT TO:<b@x.test>\r\nBDAT 1 LAST\r\nX");
            client.reply();
            client.reply();
            return client.reply();
        }
        client.envelope("a@x.test", "b@x.test");
        if (step == Step.BODY) {
            return client.reply();
        }
        String reply = client.say("text\r\n.");
        return step == Step.IDLE ? client.reply() : reply;
    }

    @Test
    void ruleAppliesWhereItsLimitsAllow(SmtpTestServer server) throws IOException {
        server.script()
                .on(Step.RCPT, Reply.of(550, "no such user"))
                .when(line -> line.toLowerCase(Locale.ROOT).contains("nobody@"));
        Script.Rule third =
                server.script().on(Step.RCPT, Reply.of(452, "third")).nth(3);
        Script.Rule twice =
                server.script().on(Step.MAIL, Reply.of(451, "later")).times(2);
        try (StraightLineClient client = StraightLineClient.greet(server)) {
            client.expect("451 ", client.say("MAIL FROM:<a@x.test>"));
            client.expect("451 ", client.say("MAIL FROM:<a@x.test>"));
            client.expect("250 ", client.say("MAIL FROM:<a@x.test>"));
            client.expect("250 ", client.say("RCPT TO:<a@x.test>"));
            client.expect("550 ", client.say("RCPT TO:<nobody@x.test>"));
            client.expect("452 ", client.say("RCPT TO:<c@x.test>"));
            client.expect("250 ", client.say("RCPT TO:<d@x.test>"));
            client.expect("550 ", client.say("RCPT TO:<nobody@x.test>"));
            client.expect("354 ", client.say("DATA"));
            client.expect("250 ", client.say("."));
        }
        assertThat(server.getMessages().get(0).getRecipients()).containsExactly("a@x.test", "d@x.test");
        assertThat(third.getUses()).isEqualTo(1);
        assertThat(twice.getUses()).isEqualTo(2);
    }

    @Test
    void rulesApplyInTheOrderInWhichTheyWereAdded(SmtpTestServer server) throws IOException {
        server.script().on(Step.NOOP, Reply.of(451, "first")).times(1);
        server.script().on(Step.NOOP, Reply.of(452, "second")).times(1);
        try (StraightLineClient client = StraightLineClient.greet(server)) {
            client.expect("451 ", client.say("NOOP"));
            client.expect("452 ", client.say("NOOP"));
            client.expect("250 ", client.say("NOOP"));
            server.script().on(Step.NOOP, Reply.of(453, "for ever"));
            client.expect("453 ", client.say("NOOP"));
            server.script().clear();
            client.expect("250 ", client.say("NOOP"));
        }
    }

    @Test
    void replyOfTheSameClassHasTheEffectAndAnotherHasNot(SmtpTestServer server) throws IOException {
        server.script().on(Step.MAIL, Reply.of(250, "2.1.0 my own words", "in two lines"));
        server.script()
                .on(Step.RCPT, Behaviour.raw("251 2.1.5 will forward\r\n"))
                .times(1);
        server.script().on(Step.RCPT, Reply.of(354, "odd"));
        server.script().on(Step.DATA, Reply.of(250, "2.0.0 odd")).times(1);
        try (StraightLineClient client = StraightLineClient.greet(server)) {
            assertThat(client.say("MAIL FROM:<a@x.test>")).isEqualTo("250-2.1.0 my own words\n250 in two lines");
            client.expect("251 ", client.say("RCPT TO:<b@x.test>"));
            client.expect("354 ", client.say("RCPT TO:<c@x.test>"));
            client.expect("250 ", client.say("DATA"));
            client.expect("354 ", client.say("DATA"));
            client.expect("250 ", client.say("."));
        }
        assertThat(server.getMessages().get(0).getRecipients()).containsExactly("b@x.test");
    }

    @Test
    void refusedMessageIsNotInTheInboxAndEndsItsTransaction(SmtpTestServer server) throws IOException {
        server.script().on(Step.END_OF_DATA, Reply.of(554, "5.7.1 spam")).times(2);
        try (StraightLineClient client = StraightLineClient.greet(server)) {
            client.expect("554 ", client.deliver("x\r\n"));
            client.send("MAIL FROM:<a@x.test>\r\nRCPT TO:<b@x.test>\r\nBDAT 1\r\nXBDAT 1 LAST\r\nY");
            for (String start : new String[] {"250 ", "250 ", "250 ", "554 "}) {
                client.expect(start, client.reply());
            }
            assertThat(server.getMessages()).isEmpty();
            client.expect("250 ", client.deliver("x\r\n"));
        }
        assertThat(server.getMessages()).hasSize(1);
    }

    @Test
    void refusedChunkEndsItsTransaction(SmtpTestServer server) throws IOException {
        server.script().on(Step.BDAT, Reply.of(452, "4.3.1 full")).times(1);
        try (StraightLineClient client = StraightLineClient.greet(server)) {
            client.send("MAIL FROM:<a@x.test>\r\nRCPT TO:<b@x.test>\r\nBDAT 1\r\nXBDAT 1 LAST\r\nY");
            for (String start : new String[] {"250 ", "250 ", "452 ", "503 "}) {
                client.expect(start, client.reply());
            }
        }
    }

    @Test
    void bodyRuleComesWithinTheMessageHoweverItIsSent(SmtpTestServer server) throws IOException {
        server.script().on(Step.BODY, Reply.of(550, "5.7.1 enough")).afterBytes(5);
        try (StraightLineClient client = StraightLineClient.greet(server)) {
            client.envelope("a@x.test", "b@x.test");
            client.send("12345");
            client.expect("550 ", client.reply());
            client.expect("250 ", client.say("\r\n."));
            client.send("MAIL FROM:<a@x.test>\r\nRCPT TO:<b@x.test>\r\nBDAT 4\r\n1234BDAT 2 LAST\r\n56");
            for (String start : new String[] {"250 ", "250 ", "250 ", "550 ", "250 "}) {
                client.expect(start, client.reply());
            }
        }
    }

    @Test
    void refusingGreetingLeavesOnlyQuit(SmtpTestServer server) throws IOException {
        server.script().on(Step.GREETING, Reply.of(554, "5.3.2 no service"));
        try (StraightLineClient client = StraightLineClient.connect(server)) {
            client.expect("554 ", client.reply());
            client.expect("503 ", client.say("EHLO client.test"));
            client.expect("221 ", client.quit());
        }
    }

    @Test
    void conditionOfABodyRuleIsAskedAsWell(SmtpTestServer server) throws IOException {
        server.script().on(Step.BODY, Reply.of(550, "5.7.1 enough")).when(line -> !line.isEmpty());
        try (StraightLineClient client = StraightLineClient.greet(server)) {
            client.envelope("a@x.test", "b@x.test");
            client.expect("250 ", client.say("12345\r\n."));
        }
    }

    @Test
    void senselessLimitsAreRefused(SmtpTestServer server) {
        Script.Rule rule = server.script().on(Step.NOOP, Behaviour.normally());
        assertThatThrownBy(() -> rule.nth(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> rule.times(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> rule.afterBytes(1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> server.script().on(Step.BODY, ODD).afterBytes(-1))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
