package org.postrider.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.postrider.smtp.DeliveryOutcome.NOT_SENT;
import static org.postrider.smtp.SmtpSenderTest.TO_ONE;
import static org.postrider.smtp.SmtpSenderTest.plain;
import static org.postrider.smtp.SmtpSenderTest.trusting;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.postrider.testkit.Behaviour;
import org.postrider.testkit.Reply;
import org.postrider.testkit.SmtpTestServer;
import org.postrider.testkit.Step;

/** Who is let in, and that no secret is seen on the way. */
@Execution(ExecutionMode.CONCURRENT)
class AuthenticationTest {
    private static final String PASSWORD = "hunter2";

    /** Writes down everything that a user's code may get to see. */
    private static final class Listening implements SmtpListener {
        final List<String> heard = new CopyOnWriteArrayList<>();

        @Override
        public void command(String line) {
            heard.add(line);
        }

        @Override
        public void reply(SmtpReply reply) {
            heard.add(reply.toString());
        }

        @Override
        public void closed(String reason) {
            heard.add(reason);
        }
    }

    static Stream<Arguments> passwords() {
        return Stream.of(PASSWORD, "", "pä ss\u4f8b\ud83d\udce8", "p".repeat(200), "\u00fc".repeat(2000), "a\r\nb", "=")
                .flatMap(password -> Stream.of("PLAIN", "LOGIN")
                        .flatMap(mechanism ->
                                Stream.of(DoorWay.values()).map(door -> Arguments.of(password, mechanism, door))));
    }

    @ParameterizedTest
    @MethodSource("passwords")
    void passwordOfAnyTextLogsIn(String password, String mechanism, DoorWay door) {
        try (SmtpTestServer server = SmtpTestServer.builder()
                        .startTls()
                        .user("\u00e4nn", password)
                        .requireAuth()
                        .authMechanisms(mechanism)
                        .start();
                SmtpSender sender = new SmtpSender(plain(server)
                        .tls(trusting(server, TlsMode.STARTTLS))
                        .credential(new PasswordCredential("\u00e4nn", password))
                        .build())) {
            SendResult result = door.send(sender, TO_ONE, new TestContent());
            assertThat(result.connection().mechanism()).isEqualTo(mechanism);
            assertThat(server.getMessages())
                    .singleElement()
                    .satisfies(m -> assertThat(m.getUser()).isEqualTo("\u00e4nn"));
            assertThat(server.getSessions())
                    .singleElement()
                    .satisfies(s -> assertThat(s.getViolations()).isEmpty());
        }
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void wrongPasswordIsTriedOnce(DoorWay door) {
        try (SmtpTestServer server =
                SmtpTestServer.builder().startTls().user("ann", "other").start()) {
            DeliveryException failure = fail(door, server, TlsMode.STARTTLS);
            assertThat(failure.kind()).isEqualTo(FailureKind.AUTHENTICATION);
            assertThat(failure.reply()).map(SmtpReply::code).contains(535);
            assertThat(failure.result().connection().mechanism()).isNull();
            assertThat(authCommands(server)).singleElement().asString().startsWith("AUTH PLAIN ");
        }
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void serverWithoutALoginIsNotSentAMessageInstead(DoorWay door) {
        try (SmtpTestServer server = SmtpTestServer.builder().startTls().start()) {
            DeliveryException failure = fail(door, server, TlsMode.STARTTLS);
            assertThat(failure.kind()).isEqualTo(FailureKind.AUTHENTICATION);
            assertThat(failure)
                    .hasMessageContaining("no mechanism")
                    .hasMessageContaining("PLAIN")
                    .hasMessageNotContaining("GSSAPI");
        }
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void serverWithUnknownMechanismsOnlyIsNamed(DoorWay door) {
        try (SmtpTestServer server = SmtpTestServer.builder()
                .startTls()
                .user("ann", PASSWORD)
                .authMechanisms("X-PLAIN", "XPLAIN", "GSSAPI")
                .start()) {
            DeliveryException failure = fail(door, server, TlsMode.STARTTLS);
            assertThat(failure.kind()).isEqualTo(FailureKind.AUTHENTICATION);
            assertThat(failure)
                    .hasMessageContaining("[X-PLAIN, XPLAIN, GSSAPI]")
                    .hasMessageContaining("PLAIN, LOGIN, NTLM]");
            assertThat(authCommands(server)).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void inClearThePasswordStaysHome(DoorWay door) {
        try (SmtpTestServer server =
                SmtpTestServer.builder().user("ann", PASSWORD).start()) {
            DeliveryException failure = fail(door, server, TlsMode.NONE);
            assertThat(failure.kind()).isEqualTo(FailureKind.AUTHENTICATION);
            assertThat(failure).hasMessageContaining("dangerouslyAllowPlaintextAuthentication");
            assertThat(authCommands(server)).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void inClearItTravelsWhenThatIsAskedForByName(DoorWay door) {
        try (SmtpTestServer server = SmtpTestServer.builder()
                        .user("ann", PASSWORD)
                        .requireAuth()
                        .start();
                SmtpSender sender = new SmtpSender(plain(server)
                        .credential(new PasswordCredential("ann", PASSWORD))
                        .dangerouslyAllowPlaintextAuthentication(true)
                        .build())) {
            assertThat(door.send(sender, TO_ONE, new TestContent()).outcome()).isEqualTo(DeliveryOutcome.ACCEPTED);
        }
    }

    static Stream<Arguments> trouble() {
        return Stream.of(
                        Arguments.of(Step.AUTH, Behaviour.raw("334 not base64!\r\n"), "LOGIN", FailureKind.PROTOCOL),
                        Arguments.of(Step.AUTH_RESPONSE, Behaviour.raw("334 !!!\r\n"), "LOGIN", FailureKind.PROTOCOL),
                        Arguments.of(Step.AUTH, Behaviour.raw("334 \r\n"), "PLAIN", FailureKind.PROTOCOL),
                        Arguments.of(Step.AUTH_RESPONSE, Behaviour.raw("334 \r\n"), "LOGIN", FailureKind.PROTOCOL),
                        Arguments.of(Step.AUTH, Reply.of(250, "fine"), "PLAIN", FailureKind.PROTOCOL),
                        Arguments.of(Step.AUTH, Reply.of(454, "4.7.0 later"), "PLAIN", FailureKind.AUTHENTICATION),
                        Arguments.of(Step.AUTH, Reply.of(535, "5.7.8 no"), "PLAIN", FailureKind.AUTHENTICATION),
                        Arguments.of(Step.AUTH, Reply.of(504, "5.5.4 no"), "PLAIN", FailureKind.AUTHENTICATION))
                .flatMap(row -> Stream.of(DoorWay.values())
                        .map(door -> Arguments.of(row.get()[0], row.get()[1], row.get()[2], row.get()[3], door)));
    }

    @ParameterizedTest
    @MethodSource("trouble")
    void troubleEndsItBeforeAnythingIsSent(
            Step step, Behaviour fault, String mechanism, FailureKind kind, DoorWay door) {
        try (SmtpTestServer server = SmtpTestServer.builder()
                .startTls()
                .user("ann", PASSWORD)
                .authMechanisms(mechanism)
                .start()) {
            server.script().on(step, fault);
            assertThat(fail(door, server, TlsMode.STARTTLS).kind()).isEqualTo(kind);
        }
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void mechanismThatIsNotSupportedAfterAllGivesWayToTheNext(DoorWay door) {
        try (SmtpTestServer server = SmtpTestServer.builder()
                        .startTls()
                        .user("ann", PASSWORD)
                        .start();
                SmtpSender sender = new SmtpSender(plain(server)
                        .tls(trusting(server, TlsMode.STARTTLS))
                        .credential(new PasswordCredential("ann", PASSWORD))
                        .build())) {
            server.script().on(Step.AUTH, Reply.of(504, "5.5.4 not supported")).times(1);
            assertThat(door.send(sender, TO_ONE, new TestContent()).connection().mechanism())
                    .isEqualTo("LOGIN");
        }
    }

    /** Fails to send, and looks for the password in whatever came out of it. */
    private static DeliveryException fail(DoorWay door, SmtpTestServer server, TlsMode mode) {
        Listening listener = new Listening();
        SmtpOptions options = plain(server)
                .tls(trusting(server, mode))
                .credential(new PasswordCredential("ann", PASSWORD))
                .listener(listener)
                .build();
        DeliveryException failure;
        try (SmtpSender sender = new SmtpSender(options)) {
            TestContent content = new TestContent();
            failure = door.fail(sender, TO_ONE, content);
            assertThat(failure.result().outcome()).isEqualTo(NOT_SENT);
            assertThat(content.opened).hasValue(0);
        }
        assertThat(server.getMessages()).isEmpty();
        listener.heard.add(options + " " + failure + " " + failure.result() + " " + failure.getCause());
        assertThat(listener.heard)
                .allSatisfy(text ->
                        assertThat(text).doesNotContain(PASSWORD, base64(PASSWORD), base64("\0ann\0" + PASSWORD)));
        return failure;
    }

    private static List<String> authCommands(SmtpTestServer server) {
        return server.getSessions().stream()
                .flatMap(s -> s.getCommands().stream())
                .filter(c -> c.startsWith("AUTH"))
                .toList();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
