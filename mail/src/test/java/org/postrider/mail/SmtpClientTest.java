package org.postrider.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.postrider.mail.Clients.SOON;
import static org.postrider.mail.Clients.message;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postrider.sockets.ObjectDisposedException;
import org.postrider.testkit.Behaviour;
import org.postrider.testkit.Gate;
import org.postrider.testkit.ReceivedMessage;
import org.postrider.testkit.SmtpTestServer;
import org.postrider.testkit.Step;

/** Messages that arrive, connections that are kept, and goodbyes. */
class SmtpClientTest {
    private final SmtpTestServer server = SmtpTestServer.start();
    private final SmtpClient client = Clients.of(server);

    @AfterEach
    void close() {
        client.close();
        server.close();
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void textArrives(Way way) {
        way.send(client, message());
        ReceivedMessage received = server.awaitMessage(SOON);
        assertThat(received.getReversePath()).isEqualTo("ann@example.com");
        assertThat(received.getRecipients()).containsExactly("bob@example.com");
        assertThat(received.getSubject()).isEqualTo("Hello");
        assertThat(received.getText()).isEqualToNormalizingNewlines("Hello, Bob.\n");
        assertThat(received.getSession().getViolations()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void htmlAloneAndBesideTextArrives(Way way) {
        MailMessage html = message();
        html.setBody("<p>Hello</p>");
        html.setBodyHtml(true);
        MailMessage both = message();
        both.getAlternateViews()
                .add(AlternateView.createAlternateViewFromString("<b>Hello</b>", StandardCharsets.UTF_8, "text/html"));
        way.send(client, html);
        way.send(client, both);
        List<ReceivedMessage> received = server.awaitMessages(2, SOON);
        assertThat(received.get(0).getHtml()).startsWith("<p>Hello</p>");
        assertThat(received.get(0).getText()).isNull();
        assertThat(received.get(1).getText()).startsWith("Hello, Bob.");
        assertThat(received.get(1).getHtml()).startsWith("<b>Hello</b>");
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void namesAndAttachmentsBeyondAsciiArriveUnharmed(Way way) {
        byte[] content = new byte[300_000];
        new Random(7).nextBytes(content);
        MailMessage message = message();
        message.setFrom(new MailAddress("ann@example.com", "Ann Øre"));
        message.setSubject("Grüße ← ↑ → ↓");
        message.setBody("Ein Pfeil: →\r\n.\r\n..\r\nEnde");
        message.getAttachments().add(new Attachment(content, "Übersicht €.bin", "application/octet-stream"));
        way.send(client, message);
        ReceivedMessage received = server.awaitMessage(SOON);
        assertThat(received.getSubject()).isEqualTo("Grüße ← ↑ → ↓");
        assertThat(received.getHeader("From")).isEqualTo("Ann Øre <ann@example.com>");
        assertThat(received.getText()).isEqualToNormalizingNewlines("Ein Pfeil: →\n.\n..\nEnde");
        assertThat(received.getAttachments()).singleElement().satisfies(part -> {
            assertThat(part.getFileName()).isEqualTo("Übersicht €.bin");
            assertThat(part.getBytes()).isEqualTo(content);
        });
        assertThat(received.getSession().getViolations()).isEmpty();
    }

    @Test
    void messageOfFourStringsArrivesThroughEachWay() {
        client.send("ann@example.com", "bob@example.com, cid@example.com", "1", null);
        EventProbe probe = EventProbe.on(client);
        client.sendAsync("ann@example.com", "bob@example.com", null, "2", "token");
        assertThat(probe.await().args().getUserState()).isEqualTo("token");
        client.sendMailAsync("ann@example.com", "bob@example.com", "3", "3").join();
        List<ReceivedMessage> received = server.awaitMessages(3, SOON);
        assertThat(received.get(0).getRecipients()).containsExactly("bob@example.com", "cid@example.com");
        assertThat(received.get(1).getText()).startsWith("2");
        assertThat(received.get(2).getSubject()).isEqualTo("3");
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void copiesGoToEverybodyAndBlindOnesAreNotNamed(Way way) {
        MailMessage message = message();
        message.getCc().add("carl@example.com");
        message.getBcc().add("dora@example.com");
        message.setSender(new MailAddress("office@example.com"));
        way.send(client, message);
        ReceivedMessage received = server.awaitMessage(SOON);
        assertThat(received.getReversePath()).isEqualTo("office@example.com");
        assertThat(received.getRecipients()).containsExactly("bob@example.com", "dora@example.com", "carl@example.com");
        assertThat(new String(received.getRaw(), StandardCharsets.UTF_8)).doesNotContain("dora");
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void messageCanBeSentTwice(Way way) {
        MailMessage message = message();
        message.getAttachments().add(new Attachment(new byte[] {1, 2, 3}, "a.bin", "application/octet-stream"));
        way.send(client, message);
        way.send(client, message);
        assertThat(server.awaitMessages(2, SOON))
                .allSatisfy(
                        m -> assertThat(m.getAttachments().get(0).getBytes()).containsExactly(1, 2, 3));
    }

    @Test
    void messageCanBeSentByTwoClientsAtOnce() {
        MailMessage message = message();
        message.getAttachments().add(new Attachment(new byte[100_000], "a.bin", "application/octet-stream"));
        Gate gate = new Gate();
        server.script().on(Step.DATA, Behaviour.hold(gate)).times(1);
        try (SmtpClient other = Clients.of(server)) {
            CompletableFuture<Void> first = client.sendMailAsync(message);
            gate.awaitReached(SOON);
            Way.await(other.sendMailAsync(message));
            gate.open();
            Way.await(first);
        }
        assertThat(server.awaitMessages(2, SOON))
                .allSatisfy(
                        m -> assertThat(m.getAttachments().get(0).getBytes()).hasSize(100_000));
    }

    @ParameterizedTest
    @EnumSource(
            value = Way.class,
            names = {"SEND_ASYNC", "SEND_MAIL_ASYNC"})
    void messageThatIsChangedDuringTheSendArrivesAsItWas(Way way) {
        Gate gate = new Gate();
        server.script().on(Step.GREETING, Behaviour.hold(gate));
        MailMessage message = message();
        CompletableFuture<Void> end = way.begin(client, message);
        message.setSubject("changed");
        message.setBody("changed");
        message.setFrom(new MailAddress("changed@example.com"));
        message.getTo().add("changed@example.com");
        message.getHeaders().add("X-Changed", "changed");
        message.getAttachments().add(Attachment.createAttachmentFromString("changed", "changed"));
        gate.open();
        Way.await(end);
        ReceivedMessage received = server.awaitMessage(SOON);
        assertThat(received.getRecipients()).containsExactly("bob@example.com");
        assertThat(new String(received.getRaw(), StandardCharsets.UTF_8)).doesNotContain("changed");
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void staleConnectionIsReplacedUnseen(Way way) {
        server.script().on(Step.IDLE, Behaviour.close()).times(1);
        way.send(client, message());
        way.send(client, message());
        assertThat(server.awaitMessages(2, SOON)).hasSize(2);
        assertThat(server.getSessions()).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void closeSaysGoodbyeAndCanBeRepeated(Way way) {
        way.send(client, message());
        client.close();
        assertThat(server.getSessions())
                .singleElement()
                .satisfies(s -> assertThat(s.isQuitReceived()).isTrue());
        client.close();
        server.awaitNoConnections(SOON);
    }

    @Test
    void closeDoesNotWaitForAnAnswerThatNeverComes() {
        server.script().on(Step.QUIT, Behaviour.silence());
        client.send(message());
        assertTimeoutPreemptively(SOON, client::close);
        server.awaitNoConnections(SOON);
        assertThat(server.getSessions().get(0).isQuitReceived()).isTrue();
    }

    @Test
    void closedClientIsOfNoMoreUse() {
        client.close();
        List<Consumer<SmtpClient>> uses = new ArrayList<>(List.of(
                SmtpClient::sendAsyncCancel,
                c -> c.setHost("localhost"),
                c -> c.setPort(25),
                c -> c.setTimeout(1),
                c -> c.send("ann@example.com", "bob@example.com", "", "")));
        for (Way way : Way.values()) {
            uses.add(c -> way.begin(c, message()));
        }
        assertThat(uses)
                .allSatisfy(use ->
                        assertThatThrownBy(() -> use.accept(client)).isInstanceOf(ObjectDisposedException.class));
        assertThat(client.getPort()).isEqualTo(server.getPort());
    }

    @Test
    void closeOfAClientThatNeverSentConnectsToNobody() {
        client.close();
        assertThat(server.getSessions()).isEmpty();
    }
}
