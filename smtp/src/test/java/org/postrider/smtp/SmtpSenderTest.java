package org.postrider.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postrider.testkit.Behaviour;
import org.postrider.testkit.ReceivedMessage;
import org.postrider.testkit.Reply;
import org.postrider.testkit.ReplyDelivery;
import org.postrider.testkit.SmtpTestServer;
import org.postrider.testkit.Step;

/** What a message meets on its ordinary ways. */
class SmtpSenderTest {
    static final Duration SOON = Duration.ofSeconds(20);
    static final Envelope TO_ONE = Envelope.of("ann@example.com", List.of("bob@example.com"));
    static final Envelope TO_THREE =
            Envelope.of("ann@example.com", List.of("bob@example.com", "bad@example.com", "cid@example.com"));

    static SmtpOptions.Builder plain(SmtpTestServer server) {
        return SmtpOptions.builder(server.getHost())
                .port(server.getPort())
                .tls(TlsOptions.of(TlsMode.NONE))
                .clientDomain("client.example.com");
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void messageArrivesAsItWasGiven(DoorWay door) {
        try (SmtpTestServer server = SmtpTestServer.start();
                SmtpSender sender = new SmtpSender(plain(server).build())) {
            SendResult result = door.send(sender, TO_ONE, new TestContent());
            ReceivedMessage message = server.awaitMessage(SOON);
            assertThat(result.outcome()).isEqualTo(DeliveryOutcome.ACCEPTED);
            assertThat(result.queueId()).contains(message.getQueueId());
            assertThat(message.getReversePath()).isEqualTo("ann@example.com");
            assertThat(message.getRecipients()).containsExactly("bob@example.com");
            assertThat(new String(message.getRaw(), StandardCharsets.UTF_8)).isEqualTo(TestContent.TEXT + "\r\n");
            assertThat(message.getViolations()).isEmpty();
            assertThat(message.getClientName()).isEqualTo("client.example.com");
            assertThat(message.getMailParameters()).containsEntry("SIZE", String.valueOf(TestContent.TEXT.length()));
        }
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void envelopeTravelsInOneFlight(DoorWay door) {
        try (SmtpTestServer server = SmtpTestServer.start();
                SmtpSender sender = new SmtpSender(plain(server).build())) {
            door.send(sender, TO_THREE, new TestContent());
            List<List<String>> groups = server.awaitMessage(SOON).getSession().getPipelinedGroups();
            assertThat(groups)
                    .anySatisfy(group ->
                            assertThat(group).hasSize(5).first().asString().startsWith("MAIL FROM:<ann@example.com>"));
        }
    }

    /** The client waits for the replies to each group of commands, and once more behind the message. */
    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void messageCostsTwoRoundTrips(DoorWay door) {
        try (SmtpTestServer server = SmtpTestServer.start();
                SmtpSender sender = new SmtpSender(plain(server).build())) {
            door.send(sender, TO_THREE, new TestContent());
            int opening =
                    server.awaitMessage(SOON).getSession().getPipelinedGroups().size();
            for (int i = 0; i < 10; i++) {
                door.send(sender, TO_THREE, new TestContent());
            }
            List<List<String>> groups =
                    server.awaitMessages(11, SOON).get(10).getSession().getPipelinedGroups();
            int groupsOfTen = groups.size() - opening;
            int endsOfTen = 10;
            assertThat((groupsOfTen + endsOfTen) / 10.0).isEqualTo(2.0);
        }
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void withoutPipeliningEachCommandWaits(DoorWay door) {
        try (SmtpTestServer server =
                        SmtpTestServer.builder().without("PIPELINING").start();
                SmtpSender sender = new SmtpSender(plain(server).build())) {
            door.send(sender, TO_THREE, new TestContent());
            door.send(sender, TO_THREE, new TestContent());
            server.awaitMessages(2, SOON);
            assertThat(server.getSessions()).singleElement().satisfies(s -> {
                assertThat(s.getViolations()).isEmpty();
                assertThat(s.getPipelinedGroups()).allSatisfy(g -> assertThat(g).hasSize(1));
            });
        }
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void oneConnectionServesManyMessagesAndSaysGoodbye(DoorWay door) {
        try (SmtpTestServer server = SmtpTestServer.start()) {
            try (SmtpSender sender = new SmtpSender(plain(server).build())) {
                assertThat(door.send(sender, TO_ONE, new TestContent())
                                .connection()
                                .reused())
                        .isFalse();
                assertThat(door.send(sender, TO_ONE, new TestContent())
                                .connection()
                                .reused())
                        .isTrue();
                assertThat(door.send(sender, TO_ONE, new TestContent())
                                .timings()
                                .connect())
                        .isZero();
            }
            server.awaitNoConnections(SOON);
            assertThat(server.getMessages()).hasSize(3);
            assertThat(server.getSessions()).singleElement().satisfies(s -> {
                assertThat(s.isQuitReceived()).isTrue();
                assertThat(s.getCommands()).noneMatch(c -> c.startsWith("RSET") || c.startsWith("NOOP"));
            });
        }
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void startTlsAndLoginProtectTheMessage(DoorWay door) {
        try (SmtpTestServer server = SmtpTestServer.builder()
                .startTls()
                .user("ann", "pä ss")
                .requireAuth()
                .start()) {
            SmtpOptions options = plain(server)
                    .tls(trusting(server, TlsMode.STARTTLS))
                    .credential(new PasswordCredential("ann", "pä ss"))
                    .build();
            try (SmtpSender sender = new SmtpSender(options)) {
                SendResult result = door.send(sender, TO_ONE, new TestContent());
                ReceivedMessage message = server.awaitMessage(SOON);
                assertThat(message.getUser()).isEqualTo("ann");
                assertThat(message.getProtocol()).isEqualTo("ESMTPSA");
                assertThat(result.connection().tls()).isPresent();
                assertThat(result.connection().mechanism()).isEqualTo("PLAIN");
                assertThat(message.getSession().getViolations()).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void tlsFromTheFirstByteResumesOnTheNextConnection(DoorWay door) {
        try (SmtpTestServer server = SmtpTestServer.builder().implicitTls().start()) {
            SmtpOptions options =
                    plain(server).tls(trusting(server, TlsMode.IMPLICIT)).build();
            TlsFacts first;
            TlsFacts second;
            try (SmtpSender sender = new SmtpSender(options)) {
                first = door.send(sender, TO_ONE, new TestContent())
                        .connection()
                        .tls()
                        .orElseThrow();
            }
            try (SmtpSender sender = new SmtpSender(options)) {
                second = door.send(sender, TO_ONE, new TestContent())
                        .connection()
                        .tls()
                        .orElseThrow();
            }
            assertThat(first.resumed()).isFalse();
            assertThat(second.resumed()).isTrue();
            assertThat(first.peerCertificates()).isNotEmpty();
            assertThat(server.awaitMessages(2, SOON)).hasSize(2);
        }
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void refusedRecipientsAreReportedAndTheOthersServed(DoorWay door) {
        try (SmtpTestServer server = SmtpTestServer.start();
                SmtpSender sender = new SmtpSender(plain(server).build())) {
            server.script().on(Step.RCPT, Reply.of(550, "5.1.1 no such user")).when(l -> l.contains("bad@"));
            SendResult result = door.send(sender, TO_THREE, new TestContent());
            assertThat(result.outcome()).isEqualTo(DeliveryOutcome.PARTLY_ACCEPTED);
            assertThat(result.recipients()).hasSize(3);
            assertThat(result.refusedRecipients()).singleElement().satisfies(r -> {
                assertThat(r.address()).isEqualTo("bad@example.com");
                assertThat(r.reply().enhancedCode()).contains(new EnhancedStatusCode(5, 1, 1));
            });
            assertThat(server.awaitMessage(SOON).getRecipients()).containsExactly("bob@example.com", "cid@example.com");
        }
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void messageForNobodyIsNotSentAndTheConnectionGoesOn(DoorWay door) {
        try (SmtpTestServer server = SmtpTestServer.start();
                SmtpSender sender = new SmtpSender(plain(server).build())) {
            server.script().on(Step.RCPT, Reply.of(450, "4.2.1 later")).times(3);
            TestContent content = new TestContent();
            DeliveryException refused = door.fail(sender, TO_THREE, content);
            assertThat(refused.kind()).isEqualTo(FailureKind.REFUSED);
            assertThat(refused.result().outcome()).isEqualTo(DeliveryOutcome.REFUSED);
            assertThat(refused.result().recipients()).hasSize(3);
            assertThat(content.opened).hasValue(0);
            assertThat(door.send(sender, TO_ONE, new TestContent()).connection().reused())
                    .isTrue();
            assertThat(server.getMessages()).hasSize(1);
        }
    }

    /** Postfix does so with 521: what it said of the recipient counts, not that it then hung up. */
    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void refusalOfEverybodyStandsWhenTheServerHangsUpBehindIt(DoorWay door) {
        try (SmtpTestServer server = SmtpTestServer.start();
                SmtpSender sender = new SmtpSender(plain(server).build())) {
            door.send(sender, TO_ONE, new TestContent());
            server.script()
                    .on(Step.RCPT, Reply.of(521, "5.3.2 no mail here").then(Behaviour.close()))
                    .times(1);
            DeliveryException refused = door.fail(sender, TO_ONE, new TestContent());
            assertThat(refused.kind()).isEqualTo(FailureKind.REFUSED);
            assertThat(refused.result().outcome()).isEqualTo(DeliveryOutcome.REFUSED);
            assertThat(refused.reply().map(SmtpReply::code)).contains(521);
            assertThat(refused).hasMessageContaining("RCPT TO:<bob@example.com>: 521 5.3.2 no mail here");
            assertThat(door.send(sender, TO_ONE, new TestContent()).outcome()).isEqualTo(DeliveryOutcome.ACCEPTED);
            assertThat(server.getMessages()).hasSize(2);
        }
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void allOrNothingMeansNothing(DoorWay door) {
        try (SmtpTestServer server = SmtpTestServer.start();
                SmtpSender sender =
                        new SmtpSender(plain(server).partialDelivery(false).build())) {
            server.script().on(Step.RCPT, Reply.of(550, "no")).when(l -> l.contains("bad@"));
            DeliveryException refused = door.fail(sender, TO_THREE, new TestContent());
            assertThat(refused.result().outcome()).isEqualTo(DeliveryOutcome.REFUSED);
            assertThat(refused.result().recipients()).hasSize(3);
            assertThat(door.send(sender, TO_ONE, new TestContent()).connection().reused())
                    .isTrue();
            List<String> commands = server.getSessions().get(0).getCommands();
            assertThat(commands).containsOnlyOnce("DATA").containsOnlyOnce("RSET");
        }
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void replyMayComeInAnyPieces(DoorWay door) {
        for (ReplyDelivery delivery : ReplyDelivery.values()) {
            try (SmtpTestServer server = SmtpTestServer.builder()
                            .delivery(delivery)
                            .startTls()
                            .user("ann", "secret")
                            .start();
                    SmtpSender sender = new SmtpSender(plain(server)
                            .tls(trusting(server, TlsMode.STARTTLS))
                            .credential(new PasswordCredential("ann", "secret"))
                            .build())) {
                assertThat(door.send(sender, TO_THREE, new TestContent()).outcome())
                        .isEqualTo(DeliveryOutcome.ACCEPTED);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void oldServerThatKnowsOnlyHeloIsServed(DoorWay door) {
        try (SmtpTestServer server = SmtpTestServer.builder().helloOnly().start();
                SmtpSender sender = new SmtpSender(plain(server).build())) {
            door.send(sender, TO_THREE, new TestContent());
            assertThat(server.awaitMessage(SOON).getProtocol()).isEqualTo("SMTP");
            assertThat(server.getSessions().get(0).getViolations()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void largeMessageOfAnyBytesArrivesWhole(DoorWay door) {
        byte[] text = randomLines(7_000_000);
        try (SmtpTestServer server =
                        SmtpTestServer.builder().receiveBufferSize(8192).start();
                SmtpSender sender = new SmtpSender(plain(server).build())) {
            TestContent content = new TestContent(text);
            content.mayBlock = true;
            door.send(sender, TO_ONE, content);
            assertThat(server.awaitMessage(SOON).getRaw()).isEqualTo(text);
            assertThat(content.opened).hasValue(1);
            assertThat(content.closed).hasValue(1);
        }
    }

    @Test
    void hundredsOfSendsShareOneLoop() {
        try (SmtpTestServer server = SmtpTestServer.builder().startTls().start();
                SmtpSender sender = new SmtpSender(
                        plain(server).tls(trusting(server, TlsMode.STARTTLS)).build())) {
            List<SendFuture> sends = IntStream.range(0, 200)
                    .mapToObj(i -> sender.sendAsync(TO_ONE, i % 2 == 0 ? new TestContent() : TestContent.blocking()))
                    .toList();
            assertThat(sends).allSatisfy(s -> assertThat(s.join().outcome()).isEqualTo(DeliveryOutcome.ACCEPTED));
            assertThat(server.getMessages()).hasSize(200);
        }
    }

    @Test
    void threadsHandConnectionsToEachOther() throws Exception {
        try (SmtpTestServer server = SmtpTestServer.start();
                SmtpSender sender = new SmtpSender(plain(server).build())) {
            ExecutorService threads = Executors.newFixedThreadPool(8);
            List<Callable<SendResult>> sends = Collections.nCopies(1000, () -> sender.send(TO_ONE, new TestContent()));
            for (Future<SendResult> send : threads.invokeAll(sends)) {
                assertThat(send.get().outcome()).isEqualTo(DeliveryOutcome.ACCEPTED);
            }
            threads.shutdown();
            assertThat(server.getMessages()).hasSize(1000);
            assertThat(server.getSessions()).hasSizeLessThan(100);
        }
    }

    @Test
    void closedSenderTakesNoMessage() {
        SmtpSender sender = new SmtpSender(SmtpOptions.builder("localhost")
                .tls(TlsOptions.of(TlsMode.NONE))
                .build());
        sender.close();
        sender.close();
        assertThatThrownBy(() -> sender.send(TO_ONE, new TestContent())).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> sender.sendAsync(TO_ONE, new TestContent())).isInstanceOf(IllegalStateException.class);
    }

    static TlsOptions trusting(SmtpTestServer server, TlsMode mode) {
        return TlsOptions.of(mode).withContext(server.getCertificateAuthority().sslContext());
    }

    /** Lines that start with dots now and then. */
    private static byte[] randomLines(int size) {
        Random random = new Random(42);
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            boolean lineEnd = i % 71 >= 69;
            bytes[i] = (byte)
                    (lineEnd ? i % 71 == 69 ? '\r' : '\n' : random.nextInt(10) == 0 ? '.' : 'a' + random.nextInt(26));
        }
        bytes[size - 2] = '\r';
        bytes[size - 1] = '\n';
        return bytes;
    }
}
