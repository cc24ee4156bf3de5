package org.postrider.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.postrider.mail.Clients.SOON;
import static org.postrider.mail.Clients.message;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.postrider.mime.MediaTypeNames;
import org.postrider.testkit.Behaviour;
import org.postrider.testkit.Gate;
import org.postrider.testkit.SmtpTestServer;
import org.postrider.testkit.Step;

/** Sentences of {@code docs/DOTNET.md} that no other test is about. */
class DocumentedDifferencesTest {
    @Test
    void sendReturnsWhenTheServerHasTakenTheMessage() {
        Gate gate = new Gate();
        try (SmtpTestServer server = SmtpTestServer.start();
                SmtpClient client = Clients.of(server)) {
            server.script().on(Step.END_OF_DATA, Behaviour.hold(gate));
            CompletableFuture<Void> end = Way.SEND.inBackground(client, message());
            gate.awaitReached(SOON);
            assertThat(end).isNotDone();
            gate.open();
            Way.await(end);
            assertThat(server.getMessages()).hasSize(1);
        } finally {
            gate.open();
        }
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void manyMessagesCostOneHandshakeAndOneLogin(Way way) {
        try (SmtpTestServer server = SmtpTestServer.builder()
                        .requireTls()
                        .user("ann", "secret")
                        .requireAuth()
                        .start();
                SmtpClient client = Clients.secure(server)) {
            client.setCredentials(new NetworkCredential("ann", "secret"));
            for (int i = 0; i < 5; i++) {
                way.send(client, message());
            }
            assertThat(server.awaitMessages(5, SOON)).hasSize(5);
            assertThat(server.getSessions()).hasSize(1);
            assertThat(server.getSessions().get(0).getCommands())
                    .filteredOn(command -> command.startsWith("STARTTLS") || command.startsWith("AUTH"))
                    .hasSize(2);
        }
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void pickupFilesNameTheEnvelopeInItsOrder(Way way, @TempDir Path directory) throws IOException {
        MailMessage message = new MailMessage("Ann <ann@example.com>", "Bob <bob@example.com>", "Hello", "Hello.");
        message.getCc().add("Carol <carol@example.com>");
        message.getBcc().add("Dave <dave@example.com>");
        try (SmtpClient client = new SmtpClient()) {
            client.setDeliveryMethod(SmtpDeliveryMethod.SPECIFIED_PICKUP_DIRECTORY);
            client.setPickupDirectoryLocation(directory.toString());
            way.send(client, message);
        }
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(Files.readAllLines(files.findFirst().orElseThrow()))
                    .startsWith(
                            "X-Sender: ann@example.com",
                            "X-Receiver: bob@example.com",
                            "X-Receiver: dave@example.com",
                            "X-Receiver: carol@example.com");
        }
    }

    @Test
    void bodyOfHtmlStaysHtmlBesideAnAlternateView() {
        try (SmtpTestServer server = SmtpTestServer.start();
                SmtpClient client = Clients.of(server)) {
            MailMessage message = message();
            message.setBody("<p>Hello, Bob.");
            message.setBodyHtml(true);
            message.getAlternateViews()
                    .add(AlternateView.createAlternateViewFromString("# Hello", null, MediaTypeNames.Text.MARKDOWN));
            client.send(message);
            assertThat(server.awaitMessage(SOON).getHtml()).startsWith("<p>Hello, Bob.");
        }
    }

    private interface Sending {
        void begin(SmtpClient client, String from, String recipients);
    }

    static List<Sending> sendingsOfStrings() {
        return List.of(
                (client, from, to) -> client.send(from, to, "Hello", "Hello."),
                (client, from, to) -> client.sendAsync(from, to, "Hello", "Hello.", null),
                (client, from, to) -> client.sendMailAsync(from, to, "Hello", "Hello."),
                (client, from, to) -> client.sendMailAsync(from, to, "Hello", "Hello.", CancellationToken.none()));
    }

    @ParameterizedTest
    @MethodSource("sendingsOfStrings")
    void stringsThatAreNullOrEmptyAreRefusedByEachWay(Sending sending) {
        String good = "ann@example.com";
        try (SmtpTestServer server = SmtpTestServer.start();
                SmtpClient client = Clients.of(server)) {
            assertThatThrownBy(() -> sending.begin(client, null, good)).isInstanceOf(NullPointerException.class);
            assertThatThrownBy(() -> sending.begin(client, good, null)).isInstanceOf(NullPointerException.class);
            assertThatThrownBy(() -> sending.begin(client, "", good)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> sending.begin(client, good, "")).isInstanceOf(IllegalArgumentException.class);
            assertThat(server.getSessions()).isEmpty();
        }
    }
}
