package org.postrider.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.postrider.mail.Clients.SOON;
import static org.postrider.mail.Clients.message;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.mime.FormatException;
import org.postrider.smtp.ClientCertificate;
import org.postrider.sockets.ObjectDisposedException;
import org.postrider.testkit.Behaviour;
import org.postrider.testkit.Gate;
import org.postrider.testkit.SmtpTestServer;
import org.postrider.testkit.Step;

/** What is thrown directly, and in which order: closed, busy, no message, host, port, From, recipients. */
class SmtpClientMisuseTest {
    private static final ClientCertificate CARD = SmtpClientTlsTest.card("ann.example.com");

    private final SmtpTestServer server = SmtpTestServer.start();
    private final SmtpClient client = Clients.of(server);
    private final Gate gate = new Gate();

    @AfterEach
    void close() {
        gate.open();
        client.close();
        server.close();
    }

    @Test
    void newClientHasTheDefaultsOfDotNet() {
        try (SmtpClient fresh = new SmtpClient()) {
            assertThat(fresh.getHost()).isNull();
            assertThat(fresh.getPort()).isEqualTo(25);
            assertThat(fresh.getTimeout()).isEqualTo(100_000);
            assertThat(fresh.isEnableSsl()).isFalse();
            assertThat(fresh.getCredentials()).isNull();
            assertThat(fresh.isPartialDelivery()).isTrue();
            assertThat(fresh.isTranscriptKept()).isFalse();
            assertThat(fresh.getDeliveryMethod()).isEqualTo(SmtpDeliveryMethod.NETWORK);
            assertThat(fresh.getDeliveryFormat()).isEqualTo(SmtpDeliveryFormat.SEVEN_BIT);
            assertThat(fresh.getPickupDirectoryLocation()).isNull();
            assertThat(fresh.getClientDomain()).isNull();
        }
    }

    @Test
    void constructorTakesOffBlanksAndReadsPortZeroAsTheDefault() {
        try (SmtpClient named = new SmtpClient(" mail.example.com ", 0);
                SmtpClient nameless = new SmtpClient((String) null)) {
            assertThat(named.getHost()).isEqualTo("mail.example.com");
            assertThat(named.getPort()).isEqualTo(25);
            assertThat(nameless.getHost()).isNull();
        }
        assertThatThrownBy(() -> new SmtpClient("mail.example.com", -1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("-1");
    }

    @Test
    void settersRefuseWhatCannotBe() {
        assertThatThrownBy(() -> client.setHost(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("host");
        assertThatThrownBy(() -> client.setHost("")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> client.setPort(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> client.setPort(-25)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> client.setTimeout(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> client.setCompletionExecutor(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> client.addSendCompletedHandler(null)).isInstanceOf(NullPointerException.class);
        assertThat(client.getPort()).isEqualTo(server.getPort());
    }

    /** It would be looked up, logged, and quoted in errors. */
    @ParameterizedTest
    @ValueSource(strings = {"smtps://ann:geheim@mx.example.com", "ann:geheim@mx.example.com", "mx.example.com geheim"})
    void hostThatIsNoneIsRefusedUnseen(String host) {
        for (ThrowingCallable use : List.<ThrowingCallable>of(
                () -> client.setHost(host), () -> new SmtpClient(host), () -> Mailer.builder(host, 465))) {
            assertThatThrownBy(use)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("the host ")
                    .hasMessageNotContaining("geheim");
        }
        assertThat(client.getHost()).isEqualTo(server.getHost());
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void eachErrorComesBeforeTheNextInDotNetsOrder(Way way) {
        MailMessage empty = new MailMessage();
        MailMessage written = new MailMessage();
        written.setFrom(new MailAddress("ann@example.com"));
        SmtpClient nowhere = new SmtpClient();
        nowhere.setPort(70_000);
        assertThatThrownBy(() -> way.begin(nowhere, null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> way.begin(nowhere, empty))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("setHost");
        nowhere.setHost("  ");
        assertThatThrownBy(() -> way.begin(nowhere, empty))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("setHost");
        nowhere.setHost("localhost");
        assertThatThrownBy(() -> way.begin(nowhere, empty))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("70000");
        nowhere.setPort(server.getPort());
        assertThatThrownBy(() -> way.begin(nowhere, empty))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("setFrom");
        assertThatThrownBy(() -> way.begin(nowhere, written))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("getTo()");
        nowhere.close();
        assertThatThrownBy(() -> way.begin(nowhere, null)).isInstanceOf(ObjectDisposedException.class);
        assertThat(server.getSessions()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void messageThatWasRefusedDirectlyLeavesTheClientFree(Way way) {
        assertThatThrownBy(() -> way.begin(client, new MailMessage())).isInstanceOf(IllegalStateException.class);
        way.send(client, message());
        assertThat(server.getMessages()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void recipientInCcOrBccIsEnough(Way way) {
        for (boolean blind : new boolean[] {false, true}) {
            MailMessage message = new MailMessage();
            message.setFrom(new MailAddress("ann@example.com"));
            (blind ? message.getBcc() : message.getCc()).add("bob@example.com");
            way.send(client, message);
        }
        assertThat(server.awaitMessages(2, SOON)).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no address", "a@b@c", "bob@example.com,", "bob@exa\r\nmple.com"})
    void malformedTextIsRefusedBeforeAnythingIsSent(String recipients) {
        assertThatThrownBy(() -> client.send("ann@example.com", recipients, "", ""))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> client.sendAsync("ann@example.com", recipients, "", "", null))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> client.sendMailAsync("ann@example.com", recipients, "", ""))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> client.send("ann", "bob@example.com", "", "")).isInstanceOf(FormatException.class);
        assertThatThrownBy(() -> client.send(null, "bob@example.com", "", "")).isInstanceOf(NullPointerException.class);
        assertThat(server.getSessions()).isEmpty();
    }

    static Stream<Arguments> pairs() {
        return Arrays.stream(Way.values())
                .flatMap(first -> Arrays.stream(Way.values()).map(second -> Arguments.of(first, second)));
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void secondSendIsRefusedWhileOneRuns(Way first, Way second) {
        server.script().on(Step.MAIL, Behaviour.hold(gate));
        CompletableFuture<Void> end = first.inBackground(client, message());
        gate.awaitReached(SOON);
        assertThatThrownBy(() -> second.begin(client, message()))
                .isInstanceOf(IllegalStateException.class)
                .isNotInstanceOf(ObjectDisposedException.class)
                .hasMessageContaining("in progress");
        for (MailMessage wrong : new MailMessage[] {null, new MailMessage()}) {
            assertThatThrownBy(() -> second.begin(client, wrong))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("in progress");
        }
        gate.open();
        Way.await(end);
        second.send(client, message());
        assertThat(server.awaitMessages(2, SOON)).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void propertiesCannotChangeWhileASendRuns(Way way) {
        server.script().on(Step.MAIL, Behaviour.hold(gate));
        CompletableFuture<Void> end = way.inBackground(client, message());
        gate.awaitReached(SOON);
        assertThat(Setter.all())
                .hasSizeGreaterThan(12)
                .allSatisfy(setter -> assertThatThrownBy(() -> setter.call(client))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("in progress"));
        assertThatThrownBy(() -> client.getClientCertificates().add(CARD)).isInstanceOf(IllegalStateException.class);
        assertThat(client.getHost()).isEqualTo("localhost");
        gate.open();
        Way.await(end);
        assertThat(Setter.all())
                .allSatisfy(setter -> assertThatCode(() -> setter.call(client)).doesNotThrowAnyException());
        client.close();
        assertThat(Setter.all())
                .allSatisfy(setter ->
                        assertThatThrownBy(() -> setter.call(client)).isInstanceOf(ObjectDisposedException.class));
    }

    @Test
    void lookupOfCredentialsMayUseTheClientOnAnotherThread() {
        client.setCredentials((host, port, type) -> {
            assertThat(CompletableFuture.supplyAsync(client::getHost).join()).isEqualTo(host);
            return null;
        });
        client.send(message());
        assertThat(server.getMessages()).hasSize(1);
    }

    @Test
    void lookupOfCredentialsThatFailsIsThrownAndLeavesTheClientFree() {
        client.setCredentials((host, port, type) -> {
            throw new UnsupportedOperationException("vault is locked");
        });
        assertThatThrownBy(() -> client.sendAsync(message(), null)).hasMessage("vault is locked");
        client.setCredentials(null);
        client.send(message());
        assertThat(server.getMessages()).hasSize(1);
    }
}
