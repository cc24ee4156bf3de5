package org.postrider.smtp.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.smtp.DeliveryOutcome;
import org.postrider.smtp.FailureKind;
import org.postrider.smtp.PasswordCredential;
import org.postrider.smtp.TlsMode;
import org.postrider.smtp.internal.session.Action.Signal;

/** The conversation up to the first message: greeting, EHLO, STARTTLS and AUTH. */
class OpeningTest extends SessionFixture {
    @Test
    void nothingIsSaidBeforeTheGreeting() {
        session.start("client.example.com", false);
        assertThat(said()).isEmpty();
        assertThat(hear(220, "hello")).isEqualTo(Signal.CONTINUE);
        assertThat(said()).containsExactly("EHLO client.example.com");
        assertThat(hear(250, "mx")).isEqualTo(Signal.READY);
        assertThat(session.state()).isEqualTo(SessionState.READY);
    }

    @Test
    void whatIsToBeIgnoredIsAsGoodAsNotOffered() {
        use(options(TlsMode.NONE).ignoredExtensions("PIPELINING"));
        ready("PIPELINING", "SIZE");
        submit(TO_TWO);
        assertThat(said()).hasSize(1);
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
        assertClosed(awaited(hear(250, "mx")), FailureKind.AUTHENTICATION, DeliveryOutcome.NOT_SENT);
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
        assertThat(session.login().mechanism()).isNull();
        assertThat(hear(235, "welcome")).isEqualTo(Signal.READY);
        assertThat(session.login().mechanism()).isEqualTo("PLAIN");
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
}
