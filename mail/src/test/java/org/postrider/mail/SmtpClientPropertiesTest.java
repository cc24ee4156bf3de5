package org.postrider.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.postrider.mail.Clients.message;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.smtp.DeliveryOutcome;
import org.postrider.testkit.SmtpTestServer;

/** What the properties mean to a send. */
class SmtpClientPropertiesTest {
    private final SmtpTestServer server = SmtpTestServer.start();
    private final SmtpClient client = Clients.of(server);

    @AfterEach
    void close() {
        client.close();
        server.close();
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void sevenBitRefusesAnAddressBeyondAsciiBeforeItConnects(Way way) {
        SmtpException failure = way.fail(client, message("jürgen@example.com"));
        assertThat(failure).hasMessageContaining("SmtpDeliveryFormat.INTERNATIONAL");
        assertThat(failure.getOutcome()).isEqualTo(DeliveryOutcome.NOT_SENT);
        assertThat(server.getSessions()).isEmpty();
        way.send(client, message("bob@bücher.example"));
        assertThat(server.getMessages().get(0).getRecipients()).containsExactly("bob@xn--bcher-kva.example");
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void internationalUsesSmtpUtf8OnlyWhenAnAddressNeedsIt(Way way) {
        client.setDeliveryFormat(SmtpDeliveryFormat.INTERNATIONAL);
        MailMessage plain = message();
        plain.setSubject("Grüße");
        way.send(client, plain);
        way.send(client, message("jürgen@example.com"));
        assertThat(server.getSessions().get(0).getCommands())
                .filteredOn(command -> command.startsWith("MAIL"))
                .satisfiesExactly(
                        first -> assertThat(first).doesNotContain("SMTPUTF8"),
                        second -> assertThat(second).contains("SMTPUTF8"));
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void serverThatCannotTakeInternationalMailIsAnError(Way way) {
        try (SmtpTestServer old = SmtpTestServer.builder().without("SMTPUTF8").start();
                SmtpClient toOld = Clients.of(old)) {
            toOld.setDeliveryFormat(SmtpDeliveryFormat.INTERNATIONAL);
            assertThat(way.fail(toOld, message("jürgen@example.com"))).hasMessageContaining("SMTPUTF8");
            assertThat(old.getMessages()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void clientDomainIsSaidInEhlo(Way way) {
        client.setClientDomain("client.example.com");
        way.send(client, message());
        client.setClientDomain("[192.0.2.1]");
        way.send(client, message());
        client.setClientDomain(null);
        way.send(client, message());
        assertThat(server.getMessages().get(0).getClientName()).isEqualTo("client.example.com");
        assertThat(server.getMessages().get(1).getClientName()).isEqualTo("[192.0.2.1]");
        assertThat(server.getMessages().get(2).getClientName()).isNotEmpty().isNotEqualTo("client.example.com");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "two words", "a\r\nMAIL FROM:<x@y>", "[192.0.2.1", "jürgen.example", "a\0b"})
    void clientDomainThatIsNoneIsRefused(String clientDomain) {
        client.setClientDomain("client.example.com");
        assertThatThrownBy(() -> client.setClientDomain(clientDomain)).isInstanceOf(IllegalArgumentException.class);
        assertThat(client.getClientDomain()).isEqualTo("client.example.com");
    }
}
