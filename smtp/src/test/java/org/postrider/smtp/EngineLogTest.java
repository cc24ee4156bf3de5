package org.postrider.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.postrider.smtp.SmtpSenderTest.SOON;
import static org.postrider.smtp.SmtpSenderTest.TO_ONE;
import static org.postrider.smtp.SmtpSenderTest.plain;
import static org.postrider.smtp.SmtpSenderTest.trusting;

import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postrider.testkit.Behaviour;
import org.postrider.testkit.Reply;
import org.postrider.testkit.SmtpTestServer;
import org.postrider.testkit.Step;

/** What an operator reads: next to nothing, unless more is asked for. */
@Isolated("the log remembers a hundred servers, and other tests have more of them that fail")
class EngineLogTest {
    /** The log remembers servers by their names, and a port may have been that of another test's server. */
    private static SmtpOptions unheardOf(SmtpTestServer server) {
        return plain(server).host("LocalHost").build();
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void connectionsAndEndsOfMessagesAreLoggedForWhoLooksForMore(DoorWay door) {
        try (LogKeeper log = new LogKeeper();
                SmtpTestServer server = SmtpTestServer.builder()
                        .startTls()
                        .user("ann", "top-secret")
                        .start()) {
            SmtpOptions options = unheardOf(server).toBuilder()
                    .tls(trusting(server, TlsMode.STARTTLS))
                    .auth(AuthOptions.of(new PasswordCredential("ann", "top-secret"))
                            .withMechanisms("PLAIN"))
                    .build();
            try (SmtpSender sender = new SmtpSender(options)) {
                door.send(sender, TO_ONE, new TestContent());
                server.script().on(Step.MAIL, Reply.of(554, "5.7.1 not\u001b[2J you"));
                door.fail(sender, TO_ONE, new TestContent());
            }
            String name = "FINE " + options.server() + ": ";
            List<String> lines = log.linesFrom(options.server());
            assertThat(lines)
                    .satisfiesExactly(
                            line -> assertThat(line)
                                    .matches(name + "connected to \\S+ in \\d+ ms, TLSv1\\.\\d, AUTH PLAIN"),
                            line -> assertThat(line).startsWith(name + "ACCEPTED (250 "),
                            line -> assertThat(line)
                                    .startsWith(name + "REFUSED, REFUSED: ")
                                    .contains("554 5.7.1 not\\u001b[2J you"),
                            line -> assertThat(line).isEqualTo(name + "connection closed: QUIT"));
            assertThat(lines).noneMatch(line -> line.contains("top-secret") || line.contains(TestContent.TEXT));
        }
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void serverThatFailsIsWarnedOfOnceHoweverManyMessagesAndSendersMeetIt(DoorWay door) {
        try (LogKeeper log = new LogKeeper();
                SmtpTestServer server = SmtpTestServer.start()) {
            server.script().on(Step.GREETING, Reply.of(554, "closed for today").then(Behaviour.close()));
            SmtpOptions options = unheardOf(server);
            for (int i = 0; i < 3; i++) {
                try (SmtpSender sender = new SmtpSender(options)) {
                    door.fail(sender, TO_ONE, new TestContent());
                    door.fail(sender, TO_ONE, new TestContent());
                }
            }
            server.clear();
            try (SmtpSender sender = new SmtpSender(options)) {
                door.send(sender, TO_ONE, new TestContent());
            }
            assertThat(log.linesFrom(options.server()))
                    .filteredOn(line -> !line.startsWith("FINE"))
                    .singleElement()
                    .asString()
                    .startsWith("WARNING " + options.server()
                            + ": mail is not sent: the server refused GREETING: 554 closed for today");
        }
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void whatIsNoFaultOfTheServerIsNoWarning(DoorWay door) {
        try (LogKeeper log = new LogKeeper();
                SmtpTestServer server = SmtpTestServer.start();
                SmtpSender sender = new SmtpSender(unheardOf(server))) {
            server.script().on(Step.RCPT, Reply.of(550, "5.1.1 nobody"));
            door.fail(sender, TO_ONE, new TestContent());
            SendFuture cancelled = sender.sendAsync(TO_ONE, new TestContent());
            cancelled.abort();
            await().atMost(SOON).until(cancelled::isDone);
            assertThat(log.linesFrom(sender.options().server()))
                    .isNotEmpty()
                    .allMatch(line -> line.startsWith("FINE "));
        }
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void listenerThatAlwaysThrowsIsWarnedOfOncePerConnection(DoorWay door) {
        String complaint = "an SmtpListener threw an exception: java.lang.IllegalStateException: of " + door;
        SmtpListener broken = new SmtpListener() {
            @Override
            public void command(String line) {
                throw new IllegalStateException("of " + door);
            }

            @Override
            public void messageEnded(SendResult result, @Nullable FailureKind failure) {
                throw new IllegalStateException("of " + door);
            }
        };
        try (LogKeeper log = new LogKeeper();
                SmtpTestServer server = SmtpTestServer.start()) {
            try (SmtpSender sender =
                    new SmtpSender(plain(server).listener(broken).build())) {
                door.send(sender, TO_ONE, new TestContent());
                door.send(sender, TO_ONE, new TestContent());
            }
            await().atMost(SOON).until(() -> log.linesFrom(complaint).size() >= 8);
            assertThat(log.linesFrom(complaint)) // Each but the first at DEBUG.
                    .filteredOn(line -> !line.startsWith("FINE"))
                    .containsExactly("WARNING " + complaint);
        }
    }

    /** A log whose disk is full, say: nothing but its lines is lost. */
    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void logThatFailsCostsNoMessageItsEndAndNoLoopItsLife(DoorWay door) {
        Handler full = new Handler() {
            @Override
            public void publish(LogRecord line) {
                throw new IllegalStateException("the disk is full, as the test wants it");
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger log = Logger.getLogger("org.postrider");
        try (LogKeeper all = new LogKeeper();
                SmtpTestServer server = SmtpTestServer.start();
                SmtpSender sender = new SmtpSender(unheardOf(server))) {
            log.addHandler(full);
            server.script().on(Step.GREETING, Reply.of(554, "closed for today").then(Behaviour.close()));
            assertThat(door.fail(sender, TO_ONE, new TestContent()).getMessage())
                    .contains("closed for today");
            server.clear();
            assertThat(door.send(sender, TO_ONE, new TestContent()).outcome()).isEqualTo(DeliveryOutcome.ACCEPTED);
            assertThat(all.linesFrom(unheardOf(server).server())).isNotEmpty();
        } finally {
            log.removeHandler(full);
        }
    }
}
