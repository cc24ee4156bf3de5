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
import org.postrider.testkit.Session;
import org.postrider.testkit.SmtpTestServer;
import org.postrider.testkit.Step;

/** Someone in the middle who breaks a connection and takes TLS away from the next one gains nothing by it. */
class TlsStrippedTest {
    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void offerThatIsTakenAwayFromTheRetryEndsIt(DoorWay door) {
        assertStaysSecret(door, Step.EHLO, Reply.of(250, "mx", "PIPELINING", "AUTH PLAIN"));
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void refusalOfStartTlsOnTheRetryEndsIt(DoorWay door) {
        assertStaysSecret(door, Step.STARTTLS, Reply.of(454, "4.7.0 not now"));
    }

    /** The first message goes well; the connection it leaves behind breaks under the second, which is tried on a new one. */
    private static void assertStaysSecret(DoorWay door, Step step, Behaviour attack) {
        try (SmtpTestServer server = SmtpTestServer.builder()
                        .startTls()
                        .user("ann", "secret")
                        .start();
                SmtpSender sender = new SmtpSender(plain(server)
                        .tls(trusting(server, TlsMode.STARTTLS))
                        .credential(new PasswordCredential("ann", "secret"))
                        .build())) {
            door.send(sender, TO_ONE, new TestContent());
            server.script().on(Step.MAIL, Behaviour.close()).times(1);
            server.script().on(step, attack);
            DeliveryException failure = door.fail(sender, TO_ONE, new TestContent());
            assertThat(failure.kind()).isEqualTo(FailureKind.TLS);
            assertThat(failure.result().outcome()).isEqualTo(DeliveryOutcome.NOT_SENT);
            List<Session> sessions = server.getSessions();
            assertThat(sessions).hasSize(2);
            assertThat(sessions.get(1).getCommands())
                    .allMatch(c -> c.startsWith("EHLO ") || c.equals("STARTTLS") || c.equals("QUIT"));
            assertThat(server.getMessages()).hasSize(1);
        }
    }
}
