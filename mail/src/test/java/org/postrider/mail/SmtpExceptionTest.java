package org.postrider.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.postrider.mail.Clients.message;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.smtp.DeliveryOutcome;
import org.postrider.testkit.Reply;
import org.postrider.testkit.SmtpTestServer;

/** The exceptions, and what they are made of: status codes, credentials, event args. */
class SmtpExceptionTest {
    @Test
    void exceptionMadeByHandKnowsNoReply() {
        IllegalStateException cause = new IllegalStateException();
        assertThat(new SmtpException().getStatusCode()).isEqualTo(SmtpStatusCode.GENERAL_FAILURE);
        assertThat(new SmtpException(SmtpStatusCode.MAILBOX_BUSY)).hasMessageContaining("450");
        assertThat(new SmtpException(SmtpStatusCode.MAILBOX_BUSY, "text")).hasMessage("text");
        assertThat(new SmtpException("text", cause)).hasMessage("text").hasCause(cause);
        assertThat(new SmtpException("text").getReply()).isEmpty();
        assertThat(new SmtpException("text").getResult()).isEmpty();
        assertThat(new SmtpException("text").getOutcome()).isEqualTo(DeliveryOutcome.NOT_SENT);
        assertThat(new SmtpFailedRecipientException(SmtpStatusCode.MAILBOX_BUSY, "<bob@example.com>"))
                .hasMessageContaining("<bob@example.com>");
    }

    @Test
    void exceptionSurvivesSerialization() throws IOException, ClassNotFoundException {
        SmtpException told;
        try (SmtpTestServer server = SmtpTestServer.start();
                SmtpClient client = Clients.of(server)) {
            Clients.refuse(server, "b", Reply.of(550, "5.1.1 no"));
            told = Way.SEND.fail(client, message("bob@example.com", "ben@example.com", "ann@example.com"));
        }
        assertThat(copy(told)).isInstanceOfSatisfying(SmtpFailedRecipientsException.class, e -> {
            assertThat(e.getInnerExceptions()).hasSize(2);
            assertThat(e.getOutcome()).isEqualTo(told.getOutcome());
            assertThat(e.getReply()).isEqualTo(told.getReply());
            assertThat(e).hasMessage(told.getMessage());
        });
    }

    @Test
    void innerExceptionsCannotBeChanged() {
        try (SmtpTestServer server = SmtpTestServer.start();
                SmtpClient client = Clients.of(server)) {
            Clients.refuse(server, "@", Reply.of(550, "5.1.1 no"));
            SmtpFailedRecipientsException told = (SmtpFailedRecipientsException)
                    Way.SEND.fail(client, message("bob@example.com", "ben@example.com"));
            assertThatThrownBy(() -> told.getInnerExceptions().clear())
                    .isInstanceOf(UnsupportedOperationException.class);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "211, SYSTEM_STATUS",
        "250, OK",
        "421, SERVICE_NOT_AVAILABLE",
        "554, TRANSACTION_FAILED",
        "-1, GENERAL_FAILURE"
    })
    void statusCodesHaveTheNumbersOfDotNet(int value, SmtpStatusCode code) {
        assertThat(code.value()).isEqualTo(value);
        assertThat(SmtpStatusCode.fromValue(value)).isEqualTo(code);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 235, 334, 432, 535, 538, 555, 999, Integer.MIN_VALUE})
    void codeWithoutANameIsAGeneralFailure(int value) {
        assertThat(SmtpStatusCode.fromValue(value)).isEqualTo(SmtpStatusCode.GENERAL_FAILURE);
    }

    @Test
    void credentialNeverShowsItsPassword() {
        NetworkCredential credential = new NetworkCredential("ann", "hunter2", "corp");
        assertThat(credential).hasToString("PasswordCredential[userName=corp\\ann, password=***]");
        assertThat(credential.getUserName()).isEqualTo("ann");
        assertThat(credential.getPassword()).isEqualTo("hunter2");
        assertThat(credential.getDomain()).isEqualTo("corp");
        assertThat(credential.getCredential("any.example.com", 1, "any")).isSameAs(credential);
    }

    @Test
    void credentialThatCannotBeSentIsRefusedWhenItIsMade() {
        assertThatThrownBy(() -> new NetworkCredential("", "x")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new NetworkCredential("", "x", "corp")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new NetworkCredential("a\0b", "x")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new NetworkCredential("ann", "\ud800")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new NetworkCredential("ann", "hunter2\0"))
                .message()
                .doesNotContain("hunter2");
        assertThatThrownBy(() -> new NetworkCredential("ann", null)).isInstanceOf(NullPointerException.class);
    }

    @Test
    void argsOfAnEventCanBeMadeByHand() {
        Exception error = new SmtpException();
        AsyncCompletedEventArgs args = new AsyncCompletedEventArgs(error, false, "token");
        assertThat(args.getError()).isSameAs(error);
        assertThat(args.getUserState()).isEqualTo("token");
        assertThat(args.isCancelled()).isFalse();
        assertThat(args.isInDoubt()).isFalse();
        assertThat(new AsyncCompletedEventArgs(null, true, null).isCancelled()).isTrue();
    }

    private static Object copy(Object original) throws IOException, ClassNotFoundException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(original);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return in.readObject();
        }
    }
}
