package org.postrider.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.postrider.smtp.SmtpSenderTest.TO_ONE;
import static org.postrider.smtp.SmtpSenderTest.plain;
import static org.postrider.smtp.SmtpSenderTest.trusting;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.postrider.testkit.SmtpTestServer;

/** What the tests of logins have in common. */
final class Logins {
    static final String PASSWORD = "hunter2";
    static final PasswordCredential ANN = new PasswordCredential("ann", PASSWORD);

    private Logins() {}

    /** Writes down everything that a user's code may get to see. */
    static final class Listening implements SmtpListener {
        final List<String> heard = new CopyOnWriteArrayList<>();

        @Override
        public void command(String line) {
            heard.add(line);
        }

        @Override
        public void reply(SmtpReply reply) {
            heard.add(reply.toString());
        }

        @Override
        public void closed(String reason) {
            heard.add(reason);
        }
    }

    /** A server under TLS that offers these mechanisms, and lets nobody send without a login. */
    static SmtpTestServer.Builder offering(String... mechanisms) {
        return SmtpTestServer.builder()
                .startTls()
                .user("ann", PASSWORD)
                .requireAuth()
                .authMechanisms(mechanisms);
    }

    static SmtpOptions.Builder options(SmtpTestServer server, AuthOptions auth) {
        return plain(server).tls(trusting(server, TlsMode.STARTTLS)).auth(auth);
    }

    /** Logs in and sends; gives the mechanism. */
    static String send(DoorWay door, SmtpTestServer server, AuthOptions auth) {
        try (SmtpSender sender = new SmtpSender(options(server, auth).build())) {
            SendResult result = door.send(sender, TO_ONE, new TestContent());
            assertThat(server.getSessions())
                    .allSatisfy(s -> assertThat(s.getViolations()).isEmpty());
            return String.valueOf(result.connection().mechanism());
        }
    }

    /** Fails to log in, and looks for the password in whatever came out of it. */
    static DeliveryException fail(DoorWay door, SmtpTestServer server, AuthOptions auth) {
        Listening listener = new Listening();
        SmtpOptions options = options(server, auth).listener(listener).build();
        DeliveryException failure;
        try (SmtpSender sender = new SmtpSender(options)) {
            TestContent content = new TestContent();
            failure = door.fail(sender, TO_ONE, content);
            assertThat(failure.result().outcome()).isEqualTo(DeliveryOutcome.NOT_SENT);
            assertThat(content.opened).hasValue(0);
        }
        assertThat(server.getMessages()).isEmpty();
        listener.heard.add(options + " " + auth + " " + failure.result());
        for (Throwable t = failure; t != null; t = t.getCause()) {
            listener.heard.add(t.toString());
        }
        assertThat(listener.heard)
                .allSatisfy(text ->
                        assertThat(text).doesNotContain(PASSWORD, base64(PASSWORD), base64("\0ann\0" + PASSWORD)));
        return failure;
    }

    static List<String> authCommands(SmtpTestServer server) {
        return server.getSessions().stream()
                .flatMap(s -> s.getCommands().stream())
                .filter(c -> c.startsWith("AUTH"))
                .toList();
    }

    static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
