package org.postrider.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postrider.testkit.Behaviour;
import org.postrider.testkit.Gate;
import org.postrider.testkit.ReceivedMessage;
import org.postrider.testkit.Reply;
import org.postrider.testkit.SmtpTestServer;
import org.postrider.testkit.Step;
import org.postrider.testkit.junit.SmtpServerExtension;

class SimpleAsynchronousExampleTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final String PROMPT = "Sending message... press c to cancel mail. Press any other key to exit.";

    @RegisterExtension
    final SmtpServerExtension smtp = SmtpServerExtension.of(SmtpTestServer.builder());

    private final ByteArrayOutputStream console = new ByteArrayOutputStream();

    /** Somebody at the keyboard who presses a key when the time has come. */
    private static final class Person extends BufferedReader {
        private final Runnable patience;
        private final String key;

        Person(Runnable patience, String key) {
            super(Reader.nullReader());
            this.patience = patience;
            this.key = key;
        }

        @Override
        public String readLine() {
            patience.run();
            return key;
        }
    }

    private String[] run(Runnable patience, String key, String... args) throws Exception {
        SimpleAsynchronousExample.run(
                new Person(patience, key), new PrintStream(console, true, StandardCharsets.UTF_8), args);
        return printed().lines().toArray(String[]::new);
    }

    private String printed() {
        return console.toString(StandardCharsets.UTF_8);
    }

    private Runnable until(String text) {
        return () -> await().atMost(LONG).until(() -> printed().contains(text));
    }

    private String server() {
        return "localhost:" + smtp.getPort();
    }

    @Test
    void theMessageIsSentWhileThePersonWaits() throws Exception {
        String[] lines = run(until("Message sent."), "x", server());

        assertThat(lines)
                .containsExactlyInAnyOrder(PROMPT, "Message sent.", "Goodbye.")
                .endsWith("Goodbye.");
        ReceivedMessage message = smtp.getServer().getMessages().get(0);
        assertThat(message.getHeader("From")).isEqualTo("Jane \u00d8 Clayton <jane@contoso.com>");
        assertThat(message.getRecipients()).containsExactly("ben@contoso.com");
        assertThat(message.getSubject()).isEqualTo("test message 1\u2190\u2191\u2192\u2193");
        assertThat(message.getText().lines())
                .containsExactly("This is a test email message sent by an application. ", "\u2190\u2191\u2192\u2193");
    }

    @Test
    void pressingCAfterwardsCancelsNothing() throws Exception {
        assertThat(run(until("Message sent."), "c", server())).doesNotContain("[test message1] Send canceled.");
        assertThat(smtp.getServer().getMessages()).hasSize(1);
    }

    @Test
    void pressingCCancelsAMessageUnderWay() throws Exception {
        assertThat(runHeldBack("Cancel")).containsExactly(PROMPT, "[test message1] Send canceled.", "Goodbye.");
        assertThat(smtp.getServer().getMessages()).isEmpty();
    }

    @Test
    void leavingEarlyEndsTheSendToo() throws Exception {
        assertThat(runHeldBack("x")).containsExactly(PROMPT, "[test message1] Send canceled.", "Goodbye.");
        assertThat(runHeldBack(null)).endsWith("[test message1] Send canceled.", "Goodbye.");
    }

    private String[] runHeldBack(String key) throws Exception {
        Gate gate = new Gate();
        smtp.getServer().script().on(Step.MAIL, Behaviour.hold(gate)).times(1);
        try {
            return run(() -> gate.awaitReached(LONG), key, server());
        } finally {
            gate.open();
        }
    }

    @Test
    void aRefusalIsPrintedWithItsToken() throws Exception {
        smtp.getServer().script().on(Step.RCPT, Reply.of(550, "5.1.1 no such user"));

        String[] lines = run(until("[test message1] "), "x", server());

        assertThat(lines)
                .hasSize(3)
                .anySatisfy(line -> assertThat(line)
                        .startsWith("[test message1] org.postrider.mail.SmtpFailedRecipientException: ")
                        .contains("5.1.1 no such user"));
    }

    @Test
    void withoutAServerThereIsNothingToDo() throws Exception {
        assertThat(run(() -> {}, "x")).containsExactly("Please give SMTP server name!");
    }
}
