package org.postrider.smtp.internal.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.smtp.BodyType;
import org.postrider.smtp.DeliveryOutcome;
import org.postrider.smtp.DsnNotify;
import org.postrider.smtp.DsnOptions;
import org.postrider.smtp.Envelope;
import org.postrider.smtp.FailureKind;
import org.postrider.smtp.SmtpReply;
import org.postrider.smtp.internal.session.Action.Signal;

/** The conversation about messages: what may be said when, and what is made of each answer. */
class SessionTest extends SessionFixture {
    // Permission to write.

    @Test
    void wholeEnvelopeMayShareAFlight() {
        ready("PIPELINING");
        submit(TO_TWO);
        assertThat(said())
                .containsExactly(
                        "MAIL FROM:<ann@example.com>",
                        "RCPT TO:<bob@example.com>",
                        "RCPT TO:<cid@example.com>",
                        "DATA");
    }

    @Test
    void withoutPipeliningEachCommandWaitsForItsReply() {
        ready();
        submit(TO_TWO);
        for (String command :
                List.of("MAIL FROM:<ann@example.com>", "RCPT TO:<bob@example.com>", "RCPT TO:<cid@example.com>")) {
            assertThat(said()).containsExactly(command);
            assertThat(said()).isEmpty();
            hear(250, "ok");
        }
        assertThat(said()).containsExactly("DATA");
    }

    @Test
    void dataIsHeldBackUntilAllAreAcceptedWhenItIsAllOrNothing() {
        ready("PIPELINING");
        submit(TO_TWO, false);
        assertThat(said()).hasSize(3);
        hear(250, "ok");
        hear(250, "ok");
        assertThat(said()).isEmpty();
        hear(250, "ok");
        assertThat(said()).containsExactly("DATA");
    }

    @Test
    void oneRefusalEndsAllOrNothingWithoutData() {
        ready("PIPELINING");
        submit(TO_TWO, false);
        said();
        hear(250, "ok");
        assertThat(hear(550, "not bob")).isEqualTo(Signal.CONTINUE);
        assertThat(said()).isEmpty();
        Failure failure = delivered(hear(250, "ok"));
        assertThat(failure.outcome()).isEqualTo(DeliveryOutcome.REFUSED);
        assertThat(failure.reply()).isEqualTo(SmtpReply.of(550, "not bob"));
        assertResetLeads();
    }

    /** Whoever brings the next message may be slower than the answer: two answers in a row find content and envelope that go together. */
    @Test
    void withDataAloneThereIsOneMoreThanHasItsTurn() {
        ready("PIPELINING");
        for (int i = 0; i < session.depth(); i++) {
            submit(TO_TWO);
        }
        assertThat(said()).hasSize(4);
        goAhead();
        for (int answers = 0; answers < 2; answers++) {
            session.endOfContent();
            assertThat(said()).as("behind the content").hasSize(4);
            assertThat(hear(250, "taken")).isInstanceOf(Action.Deliver.class);
            goAhead();
        }
        session.endOfContent();
        assertThat(said()).as("behind the content, two answers later").hasSize(4);
    }

    private void goAhead() {
        for (int i = 0; i < 3; i++) {
            hear(250, "ok");
        }
        assertThat(hear(354, "go on")).isEqualTo(Signal.CONTINUE);
    }

    @Test
    void longEnvelopeTravelsInBoundedGroups() {
        ready("PIPELINING");
        List<String> many =
                IntStream.range(0, 500).mapToObj(i -> "u" + i + "@example.com").toList();
        submit(Envelope.of("ann@example.com", many));
        assertThat(said()).hasSizeLessThanOrEqualTo(200);
        int answered = 0;
        for (String command = "first"; session.transaction() != null && !command.equals("DATA"); answered++) {
            hear(250, "ok");
            List<String> more = said();
            command = more.isEmpty() ? command : more.get(more.size() - 1);
            assertThat(more).hasSizeLessThanOrEqualTo(1);
        }
        assertThat(answered).isEqualTo(502 - 200);
    }

    @Test
    void outputStopsAtALineThatDoesNotFit() {
        ready("PIPELINING");
        submit(TO_TWO);
        ByteBuffer small = ByteBuffer.allocate(30);
        assertThat(session.nextOutput(small)).isTrue();
        assertThat(text(small)).isEqualTo("MAIL FROM:<ann@example.com>\r\n");
        assertThat(session.nextOutput(ByteBuffer.allocate(5))).isFalse();
        assertThat(said()).hasSize(3);
    }

    @Test
    void parametersFollowTheOffer() {
        ready("SIZE 1000", "8BITMIME", "SMTPUTF8", "DSN");
        DsnOptions dsn = DsnOptions.of(Set.of(DsnNotify.FAILURE, DsnNotify.SUCCESS));
        Envelope envelope = new Envelope("", List.of("b\u00f6b@example.com"), dsn);
        session.submit(new Transaction(envelope, new Content(BodyType.EIGHT_BIT_MIME, 16), true));
        assertThat(said()).containsExactly("MAIL FROM:<> SIZE=17 BODY=8BITMIME SMTPUTF8");
        hear(250, "ok");
        assertThat(said())
                .containsExactly(
                        "RCPT TO:<b\u00f6b@example.com> NOTIFY=SUCCESS,FAILURE ORCPT=utf-8;b\u00f6b@example.com");
    }

    @Test
    void thePreferredFormIsSentToServersThatTakeIt() {
        Content content = new Content(BodyType.SEVEN_BIT, BodyType.EIGHT_BIT_MIME, 17);
        Transaction first = new Transaction(TO_TWO, content, true);
        ready("SIZE", "8BITMIME");
        session.submit(first);
        assertThat(said()).containsExactly("MAIL FROM:<ann@example.com> SIZE=18 BODY=8BITMIME");
        session = session();
        ready("SIZE");
        session.submit(first.again());
        assertThat(said()).containsExactly("MAIL FROM:<ann@example.com> SIZE=17");
    }

    @Test
    void whatTheServerLacksIsNotAskedFor() {
        ready();
        Envelope international = Envelope.of("", List.of("b\u00f6b@example.com"));
        assertLacking(international, new Content(BodyType.SEVEN_BIT, 1), "SMTPUTF8");
        assertLacking(TO_TWO, new Content(BodyType.EIGHT_BIT_MIME, 1), "8BITMIME");
        assertLacking(TO_TWO, new Content(BodyType.BINARY_MIME, 1), "BINARYMIME");
        session = session();
        ready("SIZE 100");
        assertLacking(TO_TWO, new Content(BodyType.SEVEN_BIT, 101), "SIZE");
        session.submit(new Transaction(TO_TWO, new Content(BodyType.SEVEN_BIT, 100), true));
        assertThat(said()).containsExactly("MAIL FROM:<ann@example.com> SIZE=100");
    }

    // Outcomes.

    @Test
    void messageIsDeliveredByTheReplyToItsEnd() {
        sendingBody(250, 250);
        session.endOfContent();
        assertThat(hear(250, "queued")).isInstanceOfSatisfying(Action.Deliver.class, d -> {
            assertThat(d.failure()).isNull();
            assertThat(d.transaction().successOutcome()).isEqualTo(DeliveryOutcome.ACCEPTED);
        });
        submit(TO_TWO);
        assertThat(said()).first().isEqualTo("MAIL FROM:<ann@example.com>");
    }

    @Test
    void someRefusedRecipientsMakeItPartly() {
        sendingBody(550, 250);
        session.endOfContent();
        assertThat(hear(250, "queued")).isInstanceOfSatisfying(Action.Deliver.class, d -> {
            assertThat(d.transaction().successOutcome()).isEqualTo(DeliveryOutcome.PARTLY_ACCEPTED);
            assertThat(d.transaction().recipients())
                    .extracting(r -> r.reply().code())
                    .containsExactly(550, 250);
        });
    }

    @Test
    void refusedSenderIsReportedWithoutBlamingTheRecipients() {
        ready("PIPELINING");
        submit(TO_TWO);
        said();
        hear(550, "not you");
        hear(503, "no MAIL");
        hear(503, "no MAIL");
        Action action = hear(503, "no RCPT");
        assertThat(delivered(action).reply()).isEqualTo(SmtpReply.of(550, "not you"));
        assertThat(((Action.Deliver) action).transaction().recipients()).isEmpty();
        submit(TO_TWO);
        assertThat(said()).first().isEqualTo("MAIL FROM:<ann@example.com>");
    }

    @Test
    void transactionCutShortIsResetInFrontOfTheNext() {
        ready("PIPELINING");
        submit(TO_TWO);
        said();
        hear(250, "ok");
        hear(450, "later");
        hear(450, "later");
        assertThat(delivered(hear(503, "nobody")).reply()).isEqualTo(SmtpReply.of(450, "later"));
        assertResetLeads();
        assertThat(hear(250, "reset")).isEqualTo(Signal.CONTINUE);
        assertThat(session.awaited()).isEqualTo(Step.MAIL);
    }

    @Test
    void resetThatIsRefusedEndsItBeforeAnythingWasSent() {
        ready();
        submit(TO_TWO);
        said();
        hear(250, "ok");
        said();
        hear(450, "later");
        said();
        hear(450, "later");
        submit(TO_TWO);
        assertThat(said()).containsExactly("RSET");
        assertClosed(hear(500, "what?"), FailureKind.CONNECTION, DeliveryOutcome.NOT_SENT);
    }

    @Test
    void serverThatWantsAMessageForNobodyGetsAnEmptyOne() {
        ready("PIPELINING");
        submit(TO_TWO);
        said();
        hear(250, "ok");
        hear(550, "no");
        hear(550, "no");
        assertThat(said()).as("as long as the reply to DATA is due").isEmpty();
        assertThat(hear(354, "go on")).isEqualTo(Signal.CONTINUE);
        assertThat(session.transaction()).matches(Transaction::isDataWithoutRecipients);
        session.endOfContent();
        assertThat(delivered(hear(554, "no recipients")).outcome()).isEqualTo(DeliveryOutcome.REFUSED);
    }

    /** Nor if the whole message was refused at MAIL, and the next one is waiting. */
    @Test
    void nothingFollowsDataBeforeItsReplyHoweverHopelessTheMessage() {
        ready("PIPELINING");
        submit(TO_TWO);
        submit(TO_TWO);
        said();
        hear(550, "no");
        hear(503, "no MAIL");
        assertThat(said()).isEmpty();
        hear(503, "no MAIL");
        assertThat(said()).isEmpty();
        assertThat(delivered(hear(503, "no MAIL")).outcome()).isEqualTo(DeliveryOutcome.REFUSED);
        assertThat(said()).startsWith("MAIL FROM:<ann@example.com>");
    }

    @Test
    void serverThatTakesAMessageForNobodyIsNotBelieved() {
        ready("PIPELINING");
        submit(TO_TWO);
        said();
        hear(250, "ok");
        hear(550, "no");
        hear(550, "no");
        hear(354, "go on");
        session.endOfContent();
        assertClosed(hear(250, "queued"), FailureKind.PROTOCOL, DeliveryOutcome.NOT_SENT);
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 250, 334, 399})
    void contentIsNotSentWithoutThe354(int code) {
        ready();
        enveloped();
        assertClosed(hear(code, "fine"), FailureKind.PROTOCOL, DeliveryOutcome.NOT_SENT);
    }

    @Test
    void refusedDataIsRefused() {
        ready();
        enveloped();
        assertThat(delivered(hear(451, "later")).reply()).isEqualTo(SmtpReply.of(451, "later"));
        assertResetLeads();
    }

    @ParameterizedTest
    @ValueSource(ints = {334, 354})
    void goAheadThatWasNotAskedForEndsIt(int code) {
        ready("PIPELINING");
        submit(TO_TWO);
        said();
        assertClosed(hear(code, "go on"), FailureKind.PROTOCOL, DeliveryOutcome.NOT_SENT);
    }

    @Test
    void early354IsNotTakenForTheReplyToData() {
        ready("PIPELINING");
        submit(TO_TWO);
        said();
        hear(250, "ok");
        assertClosed(hear(354, "go on"), FailureKind.PROTOCOL, DeliveryOutcome.NOT_SENT);
    }

    @Test
    void success3yzAtTheEndOfTheMessageLeavesItInDoubt() {
        sendingBody(250, 250);
        session.endOfContent();
        assertClosed(hear(354, "more?"), FailureKind.PROTOCOL, DeliveryOutcome.IN_DOUBT);
    }

    @ParameterizedTest
    @CsvSource({"451", "552", "421"})
    void earlyRefusalOfTheMessageIsARefusal(int code) {
        sendingBody(250, 250);
        assertClosed(hear(code, "enough"), FailureKind.REFUSED, DeliveryOutcome.REFUSED);
    }

    @ParameterizedTest
    @ValueSource(ints = {250, 354})
    void earlySuccessOfTheMessageIsNone(int code) {
        sendingBody(250, 250);
        assertClosed(hear(code, "queued already"), FailureKind.PROTOCOL, DeliveryOutcome.NOT_SENT);
    }

    @Test
    void goodbyeMayComeAtAnyCommand() {
        for (int answers = 0; answers < 4; answers++) {
            session = session();
            ready("PIPELINING");
            submit(TO_TWO);
            said();
            for (int i = 0; i < answers; i++) {
                hear(250, "ok");
            }
            assertClosed(hear(421, "going down"), FailureKind.REFUSED, DeliveryOutcome.NOT_SENT);
        }
    }

    @Test
    void goodbyeAtTheEndOfTheMessageRefusesIt() {
        sendingBody(250, 250);
        session.endOfContent();
        assertClosed(hear(421, "going down"), FailureKind.REFUSED, DeliveryOutcome.REFUSED);
    }

    @ParameterizedTest
    @CsvSource({"421, REFUSED", "250, PROTOCOL", "554, PROTOCOL"})
    void replyThatNothingAskedForEndsAnIdleSession(int code, FailureKind kind) {
        ready();
        assertClosed(hear(code, "by the way"), kind, DeliveryOutcome.NOT_SENT);
    }

    @Test
    void lossIsInDoubtOnlyFromTheEndOfTheMessageOn() {
        sendingBody(250, 250);
        assertClosed(
                session.fail(FailureKind.CONNECTION, "lost", null), FailureKind.CONNECTION, DeliveryOutcome.NOT_SENT);
        session = session();
        sendingBody(250, 250);
        session.endOfContent();
        Action.Close close = session.fail(FailureKind.TIMEOUT, "too slow", null);
        assertClosed(close, FailureKind.TIMEOUT, DeliveryOutcome.IN_DOUBT);
        assertThat(close.failure())
                .isNotNull()
                .satisfies(f -> assertThat(f.text()).contains("the end of the message"));
    }

    @Test
    void failureNamesTheRecipientThatWasWaitedFor() {
        ready("PIPELINING");
        submit(TO_TWO);
        said();
        hear(250, "ok");
        hear(250, "ok");
        Action.Close close = session.fail(FailureKind.CONNECTION, "lost", null);
        assertThat(close.failure())
                .isNotNull()
                .satisfies(f -> assertThat(f.text()).contains("RCPT TO:<cid@example.com>"));
    }

    // The end.

    @ParameterizedTest
    @ValueSource(ints = {221, 250, 421, 500, 354})
    void whateverAnswersTheGoodbyeIsFine(int code) {
        ready();
        session.quit();
        assertThat(said()).containsExactly("QUIT");
        assertThat(hear(code, "bye")).isEqualTo(new Action.Close(null));
        assertThat(session.state()).isEqualTo(SessionState.CLOSED);
    }

    @Test
    void goodbyeInTheMiddleSaysNothing() {
        session.start("c", false);
        assertThat(session.quit()).isEqualTo(new Action.Close(null));
        assertThat(said()).isEmpty();
    }

    @Test
    void messageBeforeReadyIsAMisuse() {
        session.start("c", false);
        assertThatIllegalStateException().isThrownBy(() -> submit(TO_TWO)).withMessageContaining("GREETING");
    }
}
