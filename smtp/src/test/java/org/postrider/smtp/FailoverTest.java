package org.postrider.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.postrider.smtp.SmtpSenderTest.SOON;
import static org.postrider.smtp.SmtpSenderTest.TO_ONE;
import static org.postrider.smtp.SmtpSenderTest.trusting;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.postrider.testkit.Behaviour;
import org.postrider.testkit.CertificateAuthority;
import org.postrider.testkit.Reply;
import org.postrider.testkit.SmtpTestServer;
import org.postrider.testkit.Step;

/** A service of several servers is there as long as one of them is. */
@Execution(ExecutionMode.CONCURRENT)
@Timeout(60)
class FailoverTest {
    private static SmtpOptions.Builder to(ServerAddress... servers) {
        return SmtpOptions.builder("mail.example.com")
                .tls(TlsOptions.of(TlsMode.NONE))
                .route(RouteOptions.DIRECT.withServers(List.of(servers)));
    }

    private static ServerAddress ranked(SmtpTestServer server, int priority) {
        return new ServerAddress("localhost", server.getPort(), priority, 0);
    }

    private static ServerAddress nowhere() throws IOException {
        try (ServerSocket gone = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return new ServerAddress("127.0.0.1", gone.getLocalPort(), 0, 0);
        }
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void serverThatRefusesConnectionsIsFollowedByTheNext(DoorWay door) throws IOException {
        try (SmtpTestServer second = SmtpTestServer.start();
                SmtpSender sender =
                        new SmtpSender(to(nowhere(), ranked(second, 1)).build())) {
            SendResult result = door.send(sender, TO_ONE, new TestContent());
            assertThat(result.connection().server()).isEqualTo("localhost:" + second.getPort());
            assertThat(second.getMessages()).hasSize(1);
        }
    }

    static Stream<Arguments> unusable() {
        return Stream.of(
                        Arguments.of(Step.GREETING, Reply.of(554, "no")),
                        Arguments.of(Step.GREETING, Reply.of(421, "later")),
                        Arguments.of(Step.GREETING, Behaviour.silence()),
                        Arguments.of(Step.GREETING, Behaviour.close()),
                        Arguments.of(Step.EHLO, Reply.of(421, "later")))
                .flatMap(
                        row -> Stream.of(DoorWay.values()).map(door -> Arguments.of(row.get()[0], row.get()[1], door)));
    }

    @ParameterizedTest
    @MethodSource("unusable")
    void serverThatTurnsUsAwayIsFollowedByTheNext(Step step, Behaviour behaviour, DoorWay door) {
        try (SmtpTestServer first = SmtpTestServer.start();
                SmtpTestServer second = SmtpTestServer.start();
                SmtpSender sender = new SmtpSender(to(ranked(first, 0), ranked(second, 1))
                        .limits(new StepLimits(SOON, Duration.ofSeconds(3), SOON, SOON, SOON, SOON, SOON))
                        .build())) {
            first.script().on(step, behaviour);
            assertThat(door.send(sender, TO_ONE, new TestContent()).outcome()).isEqualTo(DeliveryOutcome.ACCEPTED);
            assertThat(second.getMessages()).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void refusedLoginIsTheLastWord(DoorWay door) {
        try (SmtpTestServer first =
                        SmtpTestServer.builder().startTls().user("ann", "1").start();
                SmtpTestServer second =
                        SmtpTestServer.builder().startTls().user("ann", "2").start();
                SmtpSender sender = new SmtpSender(to(ranked(first, 0), ranked(second, 1))
                        .tls(trusting(first, TlsMode.STARTTLS))
                        .credential(new PasswordCredential("ann", "2"))
                        .build())) {
            assertThat(door.fail(sender, TO_ONE, new TestContent()).kind()).isEqualTo(FailureKind.AUTHENTICATION);
            assertThat(second.getSessions()).isEmpty();
        }
    }

    static Stream<Arguments> brokenLogins() {
        return Stream.of(Reply.of(421, "later").then(Behaviour.close()), Behaviour.close(), Behaviour.silence())
                .flatMap(behaviour -> Stream.of(DoorWay.values()).map(door -> Arguments.of(behaviour, door)));
    }

    /** Whatever it was: the second would get the password too. */
    @ParameterizedTest
    @MethodSource("brokenLogins")
    void serverThatSawALoginIsTheLast(Behaviour behaviour, DoorWay door) {
        try (SmtpTestServer first =
                        SmtpTestServer.builder().startTls().user("ann", "1").start();
                SmtpTestServer second =
                        SmtpTestServer.builder().startTls().user("ann", "1").start();
                SmtpSender sender = new SmtpSender(to(ranked(first, 0), ranked(second, 1))
                        .tls(trusting(first, TlsMode.STARTTLS))
                        .credential(new PasswordCredential("ann", "1"))
                        .limits(new StepLimits(SOON, Duration.ofSeconds(3), SOON, SOON, SOON, SOON, SOON))
                        .build())) {
            first.script().on(Step.AUTH, behaviour);
            DeliveryException failure = door.fail(sender, TO_ONE, new TestContent());
            assertThat(failure.result().outcome()).isEqualTo(DeliveryOutcome.NOT_SENT);
            assertThat(failure.result().connection().server()).isEqualTo("localhost:" + first.getPort());
            assertThatThrownBy(() -> sender.verify(null)).isInstanceOf(DeliveryException.class);
            assertThat(first.getSessions()).hasSize(2);
            assertThat(second.getSessions()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void refusedMessageIsTheLastWord(DoorWay door) {
        try (SmtpTestServer first = SmtpTestServer.start();
                SmtpTestServer second = SmtpTestServer.start();
                SmtpSender sender =
                        new SmtpSender(to(ranked(first, 0), ranked(second, 1)).build())) {
            first.script().on(Step.MAIL, Reply.of(451, "later"));
            assertThat(door.fail(sender, TO_ONE, new TestContent()).kind()).isEqualTo(FailureKind.REFUSED);
            assertThat(second.getSessions()).isEmpty();
        }
    }

    /** The name of the service is nobody's certificate, and one that isn't right is no reason to ask another server. */
    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void certificateHasToBeForTheServerThatItComesFrom(DoorWay door) {
        try (SmtpTestServer first = SmtpTestServer.builder()
                        .implicitTls()
                        .certificate(CertificateAuthority.shared().issue("mail.example.com"))
                        .start();
                SmtpTestServer second = SmtpTestServer.builder().implicitTls().start();
                SmtpSender sender = new SmtpSender(to(ranked(first, 0), ranked(second, 1))
                        .tls(trusting(first, TlsMode.IMPLICIT))
                        .build())) {
            assertThat(door.fail(sender, TO_ONE, new TestContent()).kind()).isEqualTo(FailureKind.TLS);
            assertThat(second.getSessions()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void allServersGoneIsToldOfTheLast(DoorWay door) throws IOException {
        ServerAddress last = nowhere();
        try (SmtpSender sender = new SmtpSender(to(nowhere(), last).build())) {
            DeliveryException failure = door.fail(sender, TO_ONE, new TestContent());
            assertThat(failure.kind()).isEqualTo(FailureKind.CONNECTION);
            assertThat(failure.result().outcome()).isEqualTo(DeliveryOutcome.NOT_SENT);
        }
    }

    @Test
    void timeoutOfTheSendBoundsTheWholeTour() {
        try (SmtpTestServer first = SmtpTestServer.start();
                SmtpTestServer second = SmtpTestServer.start();
                SmtpSender sender =
                        new SmtpSender(to(ranked(first, 0), ranked(second, 1)).build())) {
            first.script().on(Step.GREETING, Behaviour.silence());
            second.script().on(Step.GREETING, Behaviour.silence());
            assertThatThrownBy(() -> sender.send(TO_ONE, new TestContent(), Duration.ofSeconds(2)))
                    .isInstanceOfSatisfying(
                            DeliveryException.class, e -> assertThat(e.kind()).isEqualTo(FailureKind.TIMEOUT));
        }
    }

    @Test
    void rankIsChecked() {
        assertThatIllegalArgumentException().isThrownBy(() -> new ServerAddress(" ", 25, 0, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new ServerAddress("mx", 0, 0, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new ServerAddress("mx", 25, -1, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new ServerAddress("mx", 25, 0, 65536));
        assertThat(ServerAddress.inOrder(25, "a", "b"))
                .extracting(ServerAddress::priority)
                .containsExactly(0, 1);
        assertThat(ServerAddress.sharing(25, "a", "b"))
                .extracting(ServerAddress::weight)
                .containsExactly(1, 1);
    }
}
