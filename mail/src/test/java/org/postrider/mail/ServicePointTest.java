package org.postrider.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.testkit.Session;
import org.postrider.testkit.SmtpTestServer;

/** A client's connections, as its service point shows and bounds them. */
class ServicePointTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    private static MailMessage message() {
        return new MailMessage("ann@example.com", "bob@example.com", "Hello", "Hello, Bob.");
    }

    private static SmtpClient clientOf(SmtpTestServer server) {
        return new SmtpClient(server.getHost(), server.getPort());
    }

    @ParameterizedTest
    @CsvSource({
        "mail.example.com, 587, smtp://mail.example.com:587",
        "192.0.2.1, 25, smtp://192.0.2.1:25",
        "2001:db8::1, 25, smtp://[2001:db8::1]:25",
        "my_host, 25, smtp://my_host:25",
        "münchen.example, 25, smtp://münchen.example:25"
    })
    void addressIsThatOfTheServer(String host, int port, String address) {
        try (SmtpClient client = new SmtpClient(host, port)) {
            ServicePoint point = client.getServicePoint();
            assertThat(point.getAddress()).isEqualTo(URI.create(address));
            assertThat(point.getConnectionName()).isEqualTo("smtp");
        }
    }

    @Test
    void missingServerIsToldAtOnce() {
        try (SmtpClient client = new SmtpClient()) {
            client.setHost("mail.example.com");
            client.setPort(70_000);
            assertThatIllegalStateException()
                    .isThrownBy(client::getServicePoint)
                    .withMessageContaining("65535");
        }
    }

    @Test
    void defaultsAreToldInMilliseconds() {
        try (SmtpClient client = new SmtpClient("mail.example.com")) {
            ServicePoint point = client.getServicePoint();
            assertThat(point.getConnectionLimit()).isEqualTo(10);
            assertThat(point.getMaxIdleTime()).isEqualTo(100_000);
            assertThat(point.getCurrentConnections()).isZero();
            assertThat(point).hasToString("smtp://mail.example.com:25 (0 of 10 connections)");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 1, 100_000, Integer.MAX_VALUE})
    void idleTimeIsKeptAsSet(int milliseconds) {
        try (SmtpClient client = new SmtpClient("mail.example.com")) {
            client.getServicePoint().setMaxIdleTime(milliseconds);
            assertThat(client.getServicePoint().getMaxIdleTime()).isEqualTo(milliseconds);
        }
    }

    @Test
    void limitsOutOfRangeAreRefused() {
        try (SmtpClient client = new SmtpClient("mail.example.com")) {
            ServicePoint point = client.getServicePoint();
            assertThatIllegalArgumentException().isThrownBy(() -> point.setMaxIdleTime(-2));
            assertThatIllegalArgumentException().isThrownBy(() -> point.setConnectionLimit(0));
            assertThat(point.getConnectionLimit()).isEqualTo(10);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void connectionIsCountedAndGoesWhenItWasIdleForTooLong(boolean async) {
        try (SmtpTestServer server = SmtpTestServer.start();
                SmtpClient client = clientOf(server)) {
            ServicePoint point = client.getServicePoint();
            send(client, async);
            send(client, !async);
            assertThat(point.getCurrentConnections()).isEqualTo(1);
            assertThat(server.getSessions())
                    .as("one connection for all ways of sending")
                    .hasSize(1);
            point.setMaxIdleTime(1);
            server.awaitNoConnections(SOON);
            assertThat(point.getCurrentConnections()).isZero();
            assertThat(server.getSessions()).singleElement().matches(Session::isQuitReceived);
            point.setMaxIdleTime(-1);
            send(client, async);
            assertThat(point.getCurrentConnections()).isEqualTo(1);
        }
    }

    private static void send(SmtpClient client, boolean async) {
        try (MailMessage message = message()) {
            if (async) {
                client.sendMailAsync(message).join();
            } else {
                client.send(message);
            }
        }
    }

    @Test
    void whatWasSetHoldsForTheNextServerAsWell() {
        try (SmtpTestServer first = SmtpTestServer.start();
                SmtpTestServer second = SmtpTestServer.start();
                SmtpClient client = clientOf(first)) {
            ServicePoint old = client.getServicePoint();
            old.setConnectionLimit(1);
            send(client, false);
            client.setPort(second.getPort());
            send(client, false);
            assertThat(old.getCurrentConnections()).isZero();
            assertThat(client.getServicePoint().getCurrentConnections()).isEqualTo(1);
            assertThat(client.getServicePoint().getConnectionLimit()).isEqualTo(1);
            first.awaitNoConnections(SOON);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void clientThatWasDroppedLeavesNoConnection(boolean async) {
        try (SmtpTestServer server = SmtpTestServer.start()) {
            sendAndDrop(server, async);
            await().atMost(SOON).until(() -> {
                System.gc();
                return server.getOpenConnections() == 0;
            });
            assertThat(server.getSessions()).singleElement().matches(Session::isQuitReceived);
        }
    }

    @SuppressWarnings("resource") // That is the point.
    private static void sendAndDrop(SmtpTestServer server, boolean async) {
        send(clientOf(server), async);
        assertThat(server.getOpenConnections()).isEqualTo(1);
    }
}
