package org.postrider.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.postrider.smtp.SmtpSenderTest.SOON;
import static org.postrider.smtp.SmtpSenderTest.TO_ONE;
import static org.postrider.smtp.SmtpSenderTest.trusting;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postrider.testkit.SmtpTestServer;

/** A server on this machine is reached by the path of its socket, as by host and port. */
@Execution(ExecutionMode.CONCURRENT)
@Timeout(60)
class UnixSocketTest {
    @TempDir
    private Path folder;

    private static SmtpOptions.Builder at(Path path) {
        return SmtpOptions.builder("localhost")
                .tls(TlsOptions.of(TlsMode.NONE))
                .clientDomain("client.example.com")
                .route(RouteOptions.DIRECT.withUnixSocket(path));
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void messagesGoThroughASocketOneAfterTheOther(DoorWay door) throws IOException {
        Path path = folder.resolve("smtp");
        try (SmtpTestServer server = SmtpTestServer.start();
                UnixRelay relay = UnixRelay.to(server.getPort(), path);
                SmtpSender sender = new SmtpSender(at(relay.path()).build())) {
            assertThat(sender.verify(SOON).server()).isEqualTo("unix:" + path);
            door.send(sender, TO_ONE, new TestContent());
            SendResult second = door.send(sender, TO_ONE, new TestContent());
            assertThat(second.connection().reused()).isTrue();
            assertThat(second.connection().address()).isNull();
            assertThat(server.getMessages()).hasSize(2);
        }
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void tlsGoesThroughASocketAndChecksTheHost(DoorWay door) throws IOException {
        try (SmtpTestServer server = SmtpTestServer.builder().startTls().start();
                UnixRelay relay = UnixRelay.to(server.getPort(), folder.resolve("smtp"));
                SmtpSender good = new SmtpSender(
                        at(relay.path()).tls(trusting(server, TlsMode.STARTTLS)).build());
                SmtpSender bad = new SmtpSender(at(relay.path())
                        .host("mail.example.com")
                        .tls(trusting(server, TlsMode.STARTTLS))
                        .build())) {
            assertThat(door.send(good, TO_ONE, new TestContent()).connection().tls())
                    .isPresent();
            assertThat(door.fail(bad, TO_ONE, new TestContent()).kind()).isEqualTo(FailureKind.TLS);
        }
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void pathWithoutASocketIsNamedWithTheMend(DoorWay door) throws IOException {
        Path plain = Files.createFile(folder.resolve("plain"));
        assertThat(failure(door, folder.resolve("missing")))
                .hasMessageContaining("unix:" + folder.resolve("missing") + ": there is no such file");
        assertThat(failure(door, plain)).hasMessageContaining("unix:" + plain + ": nobody listens there");
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void pathWithoutPermissionIsNamedWithTheMend(DoorWay door) throws IOException {
        try (SmtpTestServer server = SmtpTestServer.start();
                UnixRelay relay = UnixRelay.to(server.getPort(), folder.resolve("smtp"))) {
            Files.setPosixFilePermissions(relay.path(), PosixFilePermissions.fromString("---------"));
            assumeFalse(Files.isWritable(relay.path()), "this user may do everything");
            assertThat(failure(door, relay.path())).hasMessageContaining("may not write");
        }
    }

    private static DeliveryException failure(DoorWay door, Path path) {
        try (SmtpSender sender = new SmtpSender(at(path).build())) {
            DeliveryException failure = door.fail(sender, TO_ONE, new TestContent());
            assertThat(failure.kind()).isEqualTo(FailureKind.CONNECTION);
            assertThat(failure.result().outcome()).isEqualTo(DeliveryOutcome.NOT_SENT);
            return failure;
        }
    }

    @Test
    void routeIsByThePathAloneUntilAnotherIsChosen() {
        Path path = Path.of("/run/smtp");
        RouteOptions route =
                RouteOptions.DIRECT.withServers(ServerAddress.inOrder(25, "a")).withUnixSocket(path);
        assertThat(route.servers()).isEmpty();
        assertThat(route.unixSocket()).isEqualTo(path);
        assertThat(route).isNotEqualTo(RouteOptions.DIRECT).hasToString("RouteOptions[to unix:/run/smtp]");
        assertThat(route.withServersFromDns().unixSocket()).isNull();
        assertThat(route.withServers(List.of()).unixSocket()).isNull();
        assertThat(route.withUnixSocket(null)).isEqualTo(RouteOptions.DIRECT);
    }
}
