package org.postrider.smtp.internal.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
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
import org.postrider.smtp.Envelope;
import org.postrider.smtp.FailureKind;
import org.postrider.smtp.MessageContent;
import org.postrider.smtp.PasswordCredential;
import org.postrider.smtp.SmtpListener;
import org.postrider.smtp.SmtpOptions;
import org.postrider.smtp.SmtpReply;
import org.postrider.smtp.TlsMode;
import org.postrider.smtp.TlsOptions;
import org.postrider.smtp.internal.session.Action.Signal;

/** The conversation by itself: what it says when, and what it makes of each answer. */
class SessionTest {
    private static final Envelope TO_TWO =
            Envelope.of("ann@example.com", List.of("bob@example.com", "cid@example.com"));
    private static final PasswordCredential ANN = new PasswordCredential("ann", "secret");

    private final List<String> shown = new ArrayList<>();
    private SmtpOptions options = options(TlsMode.NONE).build();
    private Session session = session();

    // The opening.

    @Test
    void nothingIsSaidBeforeTheGreeting() {
        session.start("client.example.com", false);
        assertThat(said()).isEmpty();
        assertThat(hear(220, "hello")).isEqualTo(Signal.CONTINUE);
        assertThat(said()).containsExactly("EHLO client.example.com");
        assertThat(hear(250, "mx")).isEqualTo(Signal.READY);
        assertThat(session.state()).isEqualTo(SessionState.READY);
    }

    @ParameterizedTest
    @CsvSource({"250, PROTOCOL", "221, PROTOCOL", "354, PROTOCOL", "421, REFUSED", "554, REFUSED"})
    void greetingOtherThan220EndsIt(int code, FailureKind kind) {
        session.start("c", false);
        assertClosed(hear(code, "x"), kind, DeliveryOutcome.NOT_SENT);
        assertThat(said()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 502})
    void serverWithoutEhloIsToldHelo(int code) {
        session.start("c", false);
        hear(220, "old");
        said();
        assertThat(hear(code, "what?")).isEqualTo(Signal.CONTINUE);
        assertThat(said()).containsExactly("HELO c");
        assertThat(hear(250, "ok")).isEqualTo(Signal.READY);
    }

    @ParameterizedTest
    @ValueSource(ints = {450, 501, 503, 504, 550, 554})
    void otherRefusalsOfEhloAreFinal(int code) {
        session.start("c", false);
        hear(220, "hello");
        said();
        assertClosed(hear(code, "no"), FailureKind.REFUSED, DeliveryOutcome.NOT_SENT);
    }

    @Test
    void whatWasOfferedInClearIsForgottenUnderTls() {
        use(options(TlsMode.STARTTLS).credential(ANN));
        greeted("STARTTLS", "AUTH PLAIN", "PIPELINING");
        assertThat(said()).containsExactly("STARTTLS");
        assertThat(hear(220, "go")).isEqualTo(Signal.START_TLS);
        assertThat(said()).isEmpty();
        session.secured();
        assertThat(said()).containsExactly("EHLO client.example.com");
        assertClosed(hear(250, "mx"), FailureKind.AUTHENTICATION, DeliveryOutcome.NOT_SENT);
    }

    @Test
    void requiredTlsThatIsNotOfferedEndsIt() {
        use(options(TlsMode.STARTTLS));
        session.start("c", false);
        hear(220, "hello");
        said();
        assertClosed(hear(250, "mx", "XSTARTTLS"), FailureKind.TLS, DeliveryOutcome.NOT_SENT);
    }

    @ParameterizedTest
    @CsvSource({"454, TLS", "501, TLS", "502, TLS", "421, REFUSED", "250, PROTOCOL", "334, PROTOCOL"})
    void requiredTlsThatIsRefusedEndsIt(int code, FailureKind kind) {
        use(options(TlsMode.STARTTLS));
        greeted("STARTTLS");
        said();
        assertClosed(hear(code, "no"), kind, DeliveryOutcome.NOT_SENT);
    }

    @Test
    void heloDoesNotFollowUnderTls() {
        use(options(TlsMode.STARTTLS));
        greeted("STARTTLS");
        said();
        hear(220, "go");
        session.secured();
        said();
        assertClosed(hear(502, "what?"), FailureKind.REFUSED, DeliveryOutcome.NOT_SENT);
    }

    // Authentication.

    @Test
    void plainGoesInOneLineAndItsSecretIsNotShown() {
        openTls("AUTH LOGIN PLAIN");
        assertThat(said()).containsExactly("AUTH PLAIN " + base64("\0ann\0secret"));
        assertThat(hear(235, "welcome")).isEqualTo(Signal.READY);
        assertThat(session.mechanism()).isEqualTo("PLAIN");
        assertThat(shown).last().isEqualTo("AUTH PLAIN ********");
    }

    @Test
    void plainLongerThanALineWaitsForItsChallenge() {
        String password = "p".repeat(400);
        openTls(new PasswordCredential("ann", password), "AUTH PLAIN");
        assertThat(said()).containsExactly("AUTH PLAIN");
        assertThat(hear(334, "")).isEqualTo(Signal.CONTINUE);
        assertThat(said()).containsExactly(base64("\0ann\0" + password));
        assertThat(hear(235, "welcome")).isEqualTo(Signal.READY);
        assertThat(shown).last().isEqualTo("********");
    }

    @Test
    void loginAnswersTwoPromptsOfAnyWording() {
        openTls("AUTH LOGIN");
        assertThat(said()).containsExactly("AUTH LOGIN");
        hear(334, base64("Username:"));
        assertThat(said()).containsExactly(base64("ann"));
        hear(334, "");
        assertThat(said()).containsExactly(base64("secret"));
        assertThat(hear(235, "welcome")).isEqualTo(Signal.READY);
        assertThat(shown).doesNotContain(base64("ann"), base64("secret"));
    }

    @ParameterizedTest
    @ValueSource(ints = {504, 534})
    void mechanismThatIsNotSupportedGivesWayToTheNext(int code) {
        openTls("AUTH LOGIN PLAIN");
        said();
        assertThat(hear(code, "not this one")).isEqualTo(Signal.CONTINUE);
        assertThat(said()).containsExactly("AUTH LOGIN");
        assertClosed(hear(code, "nor this"), FailureKind.AUTHENTICATION, DeliveryOutcome.NOT_SENT);
    }

    @ParameterizedTest
    @ValueSource(ints = {454, 500, 530, 535, 538})
    void noWeakerMechanismFollowsARefusal(int code) {
        openTls("AUTH LOGIN PLAIN");
        said();
        assertClosed(hear(code, "no"), FailureKind.AUTHENTICATION, DeliveryOutcome.NOT_SENT);
        assertThat(said()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"not base64!", "====", "\u00e9"})
    void challengeThatIsNotBase64EndsIt(String challenge) {
        openTls("AUTH LOGIN");
        said();
        assertClosed(hear(334, challenge), FailureKind.PROTOCOL, DeliveryOutcome.NOT_SENT);
    }

    @Test
    void oneChallengeTooManyEndsIt() {
        openTls("AUTH PLAIN");
        said();
        assertClosed(hear(334, ""), FailureKind.PROTOCOL, DeliveryOutcome.NOT_SENT);
    }

    @ParameterizedTest
    @ValueSource(ints = {220, 250, 251, 354})
    void onlyThe235LogsIn(int code) {
        openTls("AUTH PLAIN");
        said();
        assertClosed(hear(code, "fine"), FailureKind.PROTOCOL, DeliveryOutcome.NOT_SENT);
    }

    @Test
    void credentialsStayHomeInClear() {
        use(options(TlsMode.NONE).credential(ANN));
        session.start("c", false);
        hear(220, "hello");
        said();
        assertClosed(hear(250, "mx", "AUTH PLAIN"), FailureKind.AUTHENTICATION, DeliveryOutcome.NOT_SENT);
    }

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
        Envelope envelope =
                new Envelope("", List.of("b\u00f6b@example.com"), Set.of(DsnNotify.FAILURE, DsnNotify.SUCCESS));
        session.submit(new Transaction(envelope, new Content(BodyType.EIGHT_BIT_MIME, 17), true));
        assertThat(said()).containsExactly("MAIL FROM:<> SIZE=17 BODY=8BITMIME SMTPUTF8");
        hear(250, "ok");
        assertThat(said()).containsExactly("RCPT TO:<b\u00f6b@example.com> NOTIFY=SUCCESS,FAILURE");
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
        assertThat(hear(354, "go on")).isEqualTo(Signal.SEND_CONTENT);
        assertThat(session.transaction()).matches(Transaction::isDataWithoutRecipients);
        session.endOfContent();
        assertThat(delivered(hear(554, "no recipients")).outcome()).isEqualTo(DeliveryOutcome.REFUSED);
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

    // What the tests are written in.

    private static SmtpOptions.Builder options(TlsMode mode) {
        return SmtpOptions.builder("mx.example.com").tls(TlsOptions.of(mode));
    }

    private void use(SmtpOptions.Builder builder) {
        options = builder.build();
        session = session();
    }

    private Session session() {
        return new Session(options, new SmtpListener() {
            @Override
            public void command(String line) {
                shown.add(line);
            }
        });
    }

    private Action greeted(String... offers) {
        session.start("client.example.com", false);
        hear(220, "hello");
        said();
        String[] lines = new String[offers.length + 1];
        lines[0] = "mx.example.com";
        System.arraycopy(offers, 0, lines, 1, offers.length);
        return hear(250, lines);
    }

    private void ready(String... offers) {
        assertThat(greeted(offers)).isEqualTo(Signal.READY);
    }

    private void openTls(String... offers) {
        openTls(ANN, offers);
    }

    private void openTls(PasswordCredential credential, String... offers) {
        use(options(TlsMode.IMPLICIT).credential(credential));
        session.start("client.example.com", true);
        hear(220, "hello");
        said();
        hear(250, "mx.example.com", offers[0]);
    }

    private void submit(Envelope envelope) {
        submit(envelope, true);
    }

    private void submit(Envelope envelope, boolean partialDelivery) {
        Transaction message = new Transaction(envelope, new Content(BodyType.SEVEN_BIT, -1), partialDelivery);
        assertThat(session.submit(message)).isEqualTo(Signal.CONTINUE);
    }

    /** Goes as far as DATA, one command at a time. */
    private void enveloped() {
        submit(TO_TWO);
        for (int i = 0; i < 3; i++) {
            said();
            hear(250, "ok");
        }
        assertThat(said()).containsExactly("DATA");
    }

    /** Goes as far as the 354. */
    private void sendingBody(int bob, int cid) {
        ready("PIPELINING");
        submit(TO_TWO);
        said();
        hear(250, "ok");
        hear(bob, "bob");
        hear(cid, "cid");
        assertThat(hear(354, "go on")).isEqualTo(Signal.SEND_CONTENT);
        assertThat(said()).isEmpty();
    }

    private void assertResetLeads() {
        submit(TO_TWO);
        assertThat(said()).startsWith("RSET");
    }

    private void assertLacking(Envelope envelope, MessageContent content, String lack) {
        Failure failure = delivered(session.submit(new Transaction(envelope, content, true)));
        assertThat(failure.kind()).isEqualTo(FailureKind.NOT_SUPPORTED);
        assertThat(failure.text()).contains(lack);
        assertThat(said()).isEmpty();
    }

    private static void assertClosed(Action action, FailureKind kind, DeliveryOutcome outcome) {
        assertThat(action).isInstanceOfSatisfying(Action.Close.class, close -> {
            Failure failure = close.failure();
            assertThat(failure).isNotNull();
            assertThat(failure.kind()).isEqualTo(kind);
            assertThat(failure.outcome()).isEqualTo(outcome);
        });
    }

    private static Failure delivered(Action action) {
        assertThat(action).isInstanceOf(Action.Deliver.class);
        Failure failure = ((Action.Deliver) action).failure();
        assertThat(failure).isNotNull();
        return failure;
    }

    private Action hear(int code, String... lines) {
        return session.received(new SmtpReply(code, List.of(lines)));
    }

    private List<String> said() {
        ByteBuffer out = ByteBuffer.allocate(32_768);
        session.nextOutput(out);
        return text(out).lines().toList();
    }

    private static String text(ByteBuffer out) {
        return StandardCharsets.UTF_8.decode(out.flip()).toString();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private record Content(BodyType leastBodyType, long octets) implements MessageContent {
        @Override
        public boolean needsSmtpUtf8() {
            return false;
        }

        @Override
        public long size(BodyType bodyType) {
            return octets;
        }

        @Override
        public boolean mayBlock() {
            return false;
        }

        @Override
        public ReadableByteChannel open(BodyType bodyType) throws IOException {
            throw new IOException("a session never reads the message");
        }
    }
}
