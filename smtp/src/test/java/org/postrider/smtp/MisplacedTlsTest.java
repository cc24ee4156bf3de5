package org.postrider.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.postrider.smtp.SmtpSenderTest.SOON;
import static org.postrider.smtp.SmtpSenderTest.TO_ONE;
import static org.postrider.smtp.SmtpSenderTest.plain;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.postrider.testkit.Behaviour;
import org.postrider.testkit.CertificateAuthority;
import org.postrider.testkit.Reply;
import org.postrider.testkit.SmtpTestServer;
import org.postrider.testkit.Step;

/** What a user is told where one side speaks TLS and the other doesn't: each time something else is to be done. */
@Execution(ExecutionMode.CONCURRENT)
class MisplacedTlsTest {
    private static final CertificateAuthority AUTHORITY = CertificateAuthority.shared();

    private static final SSLSocketFactory SOCKETS =
            AUTHORITY.sslContext(AUTHORITY.issue("localhost")).getSocketFactory();

    /** Short enough to wait for, long enough for what isn't to run into it. */
    private static final Duration SHORT = Duration.ofMillis(1200);

    private static final String HINT = "if it speaks TLS from the first byte on this port, use TlsMode.IMPLICIT";

    /** What a server says, and hears, until it has said it all or the client leaves. */
    private interface Conversation {
        void hold(Socket client) throws IOException;
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void serverThatGreetsInClearMayWantStartTls(DoorWay door) throws IOException {
        String told = failure(door, TlsMode.IMPLICIT, FailureKind.TLS, client -> {
            say(client, "220 hello");
            drain(client);
        });
        assertThat(told).contains("doesn't speak TLS from the first byte on this port; it may want STARTTLS");
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void serverThatAnswersTheHandshakeInClearHasAgreedToIt(DoorWay door) throws IOException {
        String told = failure(door, TlsMode.STARTTLS, FailureKind.TLS, client -> {
            InputStream in = client.getInputStream();
            say(client, "220 hello");
            readLine(in);
            say(client, "250-mx\r\n250 STARTTLS");
            readLine(in);
            say(client, "220 go");
            in.read();
            say(client, "421 4.3.0 TLS not available");
            drain(client);
        });
        assertThat(told)
                .contains("agreed to STARTTLS and answered the handshake in clear")
                .doesNotContain("it may want STARTTLS");
    }

    /** The first three letters seem to begin a record, and the next two say how long it is. */
    @ParameterizedTest
    @CsvSource({"BLOCKING, garbage", "ASYNC, garbage", "BLOCKING, 250 fine", "ASYNC, 250 fine"})
    void clearTextAfterTheHandshakeIsNoQuestionOfThePort(DoorWay door, String text) throws IOException {
        String told = failure(door, TlsMode.IMPLICIT, FailureKind.TLS, client -> {
            SSLSocket secured = (SSLSocket) SOCKETS.createSocket(client, null, true);
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(secured.getInputStream(), StandardCharsets.US_ASCII));
            say(secured, "220 hello");
            in.readLine();
            say(client, text + " ".repeat(1 << 15));
            drain(client);
        });
        assertThat(told).contains("isn't encrypted as it was agreed").doesNotContain("STARTTLS");
    }

    /** Each of the two waits for the other to begin. */
    @ParameterizedTest
    @CsvSource({"BLOCKING, STARTTLS", "ASYNC, STARTTLS", "BLOCKING, NONE", "ASYNC, NONE"})
    void serverThatWaitsForAHandshakeMayWantImplicitTls(DoorWay door, TlsMode mode) throws IOException {
        String told = failure(door, mode, FailureKind.TIMEOUT, client -> {
            SSLSocket secured = (SSLSocket) SOCKETS.createSocket(client, null, true);
            secured.startHandshake();
        });
        assertThat(told).contains("took longer than its limit").contains(HINT);
    }

    @ParameterizedTest
    @CsvSource({"BLOCKING, GREETING", "ASYNC, GREETING", "BLOCKING, EHLO", "ASYNC, EHLO"})
    void serverThatHasSaidSomethingSpeaksNoTls(DoorWay door, Step step) {
        try (SmtpTestServer server = SmtpTestServer.builder().start();
                SmtpSender sender = new SmtpSender(
                        plain(server).limits(StepLimits.ofEach(SHORT)).build())) {
            server.script().on(step, Behaviour.drip(Reply.of(220, "x".repeat(3000)), Duration.ofMillis(100)));
            DeliveryException failure = door.fail(sender, TO_ONE, new TestContent());
            assertThat(failure.kind()).isEqualTo(FailureKind.TIMEOUT);
            assertThat(failure.getMessage())
                    .contains("took longer than its limit")
                    .doesNotContain("TlsMode");
        }
    }

    private static String failure(DoorWay door, TlsMode mode, FailureKind kind, Conversation conversation)
            throws IOException {
        try (ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Void> served = CompletableFuture.runAsync(() -> serve(listener, conversation));
            SmtpOptions options = SmtpOptions.builder("localhost")
                    .port(listener.getLocalPort())
                    .tls(TlsOptions.of(mode).withContext(AUTHORITY.sslContext()))
                    .limits(StepLimits.ofEach(kind == FailureKind.TIMEOUT ? SHORT : SOON))
                    .build();
            try (SmtpSender sender = new SmtpSender(options)) {
                DeliveryException failure = door.fail(sender, TO_ONE, new TestContent());
                assertThat(failure.kind()).as(failure.getMessage()).isEqualTo(kind);
                assertThat(failure.result().outcome()).isEqualTo(DeliveryOutcome.NOT_SENT);
                served.orTimeout(20, TimeUnit.SECONDS).join();
                return failure.getMessage();
            }
        }
    }

    private static void serve(ServerSocket listener, Conversation conversation) {
        try (Socket client = listener.accept()) {
            conversation.hold(client);
        } catch (IOException expected) {
            return; // The client has left.
        }
    }

    private static void say(Socket client, String line) throws IOException {
        client.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    /** Reads no further than the line, for TLS may follow. */
    private static void readLine(InputStream in) throws IOException {
        for (int octet = in.read(); octet >= 0 && octet != '\n'; octet = in.read()) {
            continue;
        }
    }

    /** Stays until the client leaves: closing at once could reset what was said. */
    private static void drain(Socket client) throws IOException {
        client.getInputStream().transferTo(OutputStream.nullOutputStream());
    }
}
