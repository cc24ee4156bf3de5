package org.postrider.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.postrider.mail.Clients.message;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postrider.smtp.DeliveryOutcome;
import org.postrider.smtp.RecipientResult;
import org.postrider.testkit.Behaviour;
import org.postrider.testkit.Reply;
import org.postrider.testkit.SmtpTestServer;
import org.postrider.testkit.Step;

/** What a client's user is told when the server takes a message in several transactions and one of them breaks. */
class SmtpClientPartsTest {
    private static final String[] FOUR = {"a@example.com", "b@example.com", "c@example.com", "d@example.com"};

    @ParameterizedTest
    @EnumSource(Way.class)
    void thoseWhomAGoodbyeKeptFromTheMessageAreNamed(Way way) {
        try (SmtpTestServer server = SmtpTestServer.builder().maxRecipients(2).start();
                SmtpClient client = Clients.of(server)) {
            server.script().on(Step.DATA, Reply.of(421, "4.3.2 going down")).nth(2);
            SmtpException told = way.fail(client, message(FOUR));
            assertThat(told.getOutcome()).isEqualTo(DeliveryOutcome.PARTLY_ACCEPTED);
            assertThat(told.getSuppressed())
                    .singleElement()
                    .isInstanceOfSatisfying(
                            SmtpFailedRecipientsException.class,
                            e -> assertThat(e.getInnerExceptions())
                                    .extracting(SmtpFailedRecipientException::getFailedRecipient)
                                    .containsExactly("<c@example.com>", "<d@example.com>"));
        }
    }

    /** Nothing was said of the others: whoever isn't accepted in the result hasn't got the message. */
    @ParameterizedTest
    @EnumSource(Way.class)
    void resultTellsWhoHasTheMessageWhenTheServerLeaves(Way way) {
        try (SmtpTestServer server =
                        SmtpTestServer.builder().with("LIMITS RCPTMAX=2").start();
                SmtpClient client = Clients.of(server)) {
            server.script().on(Step.DATA, Behaviour.close()).nth(2);
            SmtpException told = way.fail(client, message(FOUR));
            assertThat(told.getOutcome()).isEqualTo(DeliveryOutcome.PARTLY_ACCEPTED);
            assertThat(told.getResult().orElseThrow().recipients())
                    .allMatch(RecipientResult::isAccepted)
                    .extracting(RecipientResult::address)
                    .isEqualTo(List.of(FOUR).subList(0, 2));
        }
    }
}
