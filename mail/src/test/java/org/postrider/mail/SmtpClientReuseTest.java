package org.postrider.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.postrider.mail.Clients.SOON;
import static org.postrider.mail.Clients.message;

import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.postrider.smtp.TlsMode;
import org.postrider.smtp.TlsOptions;
import org.postrider.testkit.ReceivedMessage;
import org.postrider.testkit.SmtpTestServer;

/** Which changes between two sends lead to another connection: all that could make it another one, and no other. */
class SmtpClientReuseTest {
    /** Something that changes between two sends. */
    private enum Change {
        HOST("setHost", (client, server) -> client.setHost("127.0.0.1")),
        TLS("setEnableSsl", (client, server) -> client.setEnableSsl(false)),
        TRUST("setSslContext", (client, server) -> client.setSslContext(context(server))),
        OPTIONS("setTlsOptions", (client, server) -> {
            client.setTlsOptions(TlsOptions.of(TlsMode.STARTTLS).withContext(context(server)));
        }),
        USER("setCredentials", (client, server) -> client.setCredentials(new NetworkCredential("bob", "2"))),
        PRINCIPAL("setTargetName", (client, server) -> client.setTargetName("smtp/mail.example.com")),
        NO_USER("setCredentials", (client, server) -> client.setCredentials(null)),
        CLEAR("dangerouslyAllowPlaintextAuthentication", (client, server) -> {
            client.dangerouslyAllowPlaintextAuthentication(true);
        }),
        ALL_OR_NOBODY("setPartialDelivery", (client, server) -> client.setPartialDelivery(false)),
        TRANSCRIPT("setTranscriptKept", (client, server) -> client.setTranscriptKept(true)),
        NAME("setClientDomain", (client, server) -> client.setClientDomain("client.example.com"));

        private final String setter;
        private final BiConsumer<SmtpClient, SmtpTestServer> change;

        Change(String setter, BiConsumer<SmtpClient, SmtpTestServer> change) {
            this.setter = setter;
            this.change = change;
        }

        private static SSLContext context(SmtpTestServer server) {
            return server.getCertificateAuthority().sslContext();
        }
    }

    /** What has nothing to do with a connection; a port leads to another server anyway. */
    private static final List<String> HARMLESS = List.of(
            "setPort",
            "setTimeout",
            "setCompletionExecutor",
            "setDeliveryMethod",
            "setDeliveryFormat",
            "setPickupDirectoryLocation");

    private final SmtpTestServer server = SmtpTestServer.builder()
            .startTls()
            .user("ann", "1")
            .user("bob", "2")
            .start();
    private final SmtpClient client = Clients.secure(server);

    @AfterEach
    void close() {
        client.close();
        server.close();
    }

    static Stream<Arguments> changes() {
        return Arrays.stream(Change.values())
                .flatMap(change -> Arrays.stream(Way.values()).map(way -> Arguments.of(change, way)));
    }

    @ParameterizedTest
    @MethodSource("changes")
    void changedPropertyNeverUsesAnOlderConnection(Change change, Way way) {
        client.setCredentials(new NetworkCredential("ann", "1"));
        client.dangerouslyAllowPlaintextAuthentication(change == Change.TLS);
        way.send(client, message());
        change.change.accept(client, server);
        way.send(client, message());
        way.send(client, message());
        assertThat(server.getSessions()).hasSize(2);
        await("the old connection takes its leave")
                .atMost(SOON)
                .until(server.getSessions().get(0)::isQuitReceived);
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void unchangedPropertiesKeepTheConnection(Way way) {
        way.send(client, message());
        client.setHost(client.getHost());
        client.setTimeout(50_000);
        client.setCompletionExecutor(Runnable::run);
        client.setDeliveryFormat(SmtpDeliveryFormat.INTERNATIONAL);
        client.setCredentials((host, port, type) -> null);
        way.send(client, message());
        way.send(client, message());
        assertThat(server.getSessions()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void anotherPortIsAnotherServer(Way way) {
        way.send(client, message());
        try (SmtpTestServer other = SmtpTestServer.builder().startTls().start()) {
            client.setPort(other.getPort());
            way.send(client, message());
            assertThat(other.getSessions()).hasSize(1);
        }
        assertThat(server.getMessages()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void tlsThatIsSwitchedOnOrTrustsOthersNeverUsesAnOlderConnection(Way way) {
        try (SmtpTestServer secured = SmtpTestServer.builder().startTls().start();
                SmtpClient other = Clients.of(secured)) {
            other.setSslContext(secured.getCertificateAuthority().sslContext());
            way.send(other, message());
            other.setEnableSsl(true);
            way.send(other, message());
            other.setSslContext(secured.getCertificateAuthority().sslContext());
            way.send(other, message());
            assertThat(secured.getSessions()).hasSize(3);
            assertThat(secured.getMessages())
                    .extracting(m -> m.getTls() != null)
                    .containsExactly(false, true, true);
            other.setSslContext(null);
            assertThat(way.fail(other, message())).hasCauseInstanceOf(SSLException.class);
        }
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void credentialsThatChangeBetweenSendsLogInAnew(Way way) {
        try (SmtpTestServer guarded = SmtpTestServer.builder()
                        .user("ann", "1")
                        .user("bob", "2")
                        .start();
                SmtpClient user = Clients.of(guarded)) {
            user.dangerouslyAllowPlaintextAuthentication(true);
            user.setCredentials(new NetworkCredential("ann", "1"));
            way.send(user, message());
            user.setCredentials(new NetworkCredential("bob", "2"));
            way.send(user, message());
            way.send(user, message());
            assertThat(guarded.awaitMessages(3, SOON))
                    .extracting(ReceivedMessage::getUser)
                    .containsExactly("ann", "bob", "bob");
            assertThat(guarded.getSessions()).hasSize(2);
            await("the old connection takes its leave")
                    .atMost(SOON)
                    .until(guarded.getSessions().get(0)::isQuitReceived);
        }
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void loginOfTheProcessNeverUsesAnOlderConnection(Way way) {
        client.setCredentials(new NetworkCredential("ann", "1"));
        way.send(client, message());
        client.setUseDefaultCredentials(true);
        way.fail(client, message());
        assertThat(server.getSessions()).hasSize(2);
    }

    /** Whoever adds a property says here what it does to the connection. */
    @Test
    void everyPropertyIsKnownToChangeTheConnectionOrNot() {
        TreeSet<String> known = new TreeSet<>(HARMLESS);
        known.add("setUseDefaultCredentials");
        Arrays.stream(Change.values()).forEach(change -> known.add(change.setter));
        assertThat(known)
                .containsExactlyElementsOf(
                        new TreeSet<>(Setter.all().stream().map(Setter::name).toList()));
    }
}
