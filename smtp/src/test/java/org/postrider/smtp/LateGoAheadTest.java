package org.postrider.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.postrider.smtp.SmtpSenderTest.SOON;
import static org.postrider.smtp.SmtpSenderTest.TO_ONE;
import static org.postrider.smtp.SmtpSenderTest.plain;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postrider.testkit.Behaviour;
import org.postrider.testkit.Gate;
import org.postrider.testkit.Reply;
import org.postrider.testkit.SmtpTestServer;
import org.postrider.testkit.Step;

/**
 * DATA goes out with MAIL and RCPT, and a server may answer it by 354 whatever it refused before (RFC 2920, section 3.1): perhaps long
 * after the refusals were heard.
 */
class LateGoAheadTest {
    /** Lets the server answer DATA when the refusal before it was heard. */
    private static SmtpListener opening(Gate gate, int refusal) {
        return new SmtpListener() {
            @Override
            public void reply(SmtpReply reply) {
                if (reply.code() == refusal) {
                    gate.open();
                }
            }
        };
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void messageThatEveryRecipientRefusedIsEndedByALoneDot(DoorWay door) {
        assertAnsweredByALoneDot(door, Step.RCPT, 550);
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void messageThatWasRefusedAtMailIsEndedByALoneDot(DoorWay door) {
        assertAnsweredByALoneDot(door, Step.MAIL, 451);
    }

    private static void assertAnsweredByALoneDot(DoorWay door, Step refusing, int code) {
        Gate gate = new Gate();
        try (SmtpTestServer server = SmtpTestServer.start();
                SmtpSender sender = new SmtpSender(
                        plain(server).listener(opening(gate, code)).build(),
                        PoolLimits.DEFAULT.withMaxConnections(1))) {
            server.script().on(refusing, Reply.of(code, "not this one")).times(1);
            server.script()
                    .on(Step.DATA, Behaviour.hold(gate).then(Reply.of(354, "go on")))
                    .times(1);
            // What was no transaction for the server's script is over for the client, so the next one is better off
            // elsewhere.
            server.script()
                    .on(Step.MAIL, Reply.of(421, "bye").then(Behaviour.close()))
                    .nth(2);
            DeliveryException failure = door.fail(sender, TO_ONE, new TestContent());
            gate.awaitReached(SOON);
            assertThat(failure.kind()).isEqualTo(FailureKind.REFUSED);
            assertThat(failure.result().outcome()).isEqualTo(DeliveryOutcome.REFUSED);
            assertThat(failure.reply())
                    .hasValueSatisfying(r -> assertThat(r.code()).isEqualTo(code));
            assertThat(server.getSessions().get(0).getCommands()).contains(".");

            assertThat(door.send(sender, TO_ONE, new TestContent()).outcome()).isEqualTo(DeliveryOutcome.ACCEPTED);
            assertThat(server.getMessages()).hasSize(1);
        }
    }
}
