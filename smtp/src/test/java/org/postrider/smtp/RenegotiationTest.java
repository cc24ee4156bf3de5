package org.postrider.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.postrider.smtp.SmtpSenderTest.SOON;
import static org.postrider.smtp.SmtpSenderTest.TO_ONE;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postrider.testkit.CertificateAuthority;

/**
 * A server that begins another handshake under TLS 1.2, whose certificate nobody would look at, gets none; nor is one listened to for ever
 * that only changes its keys, as TLS 1.3 lets it.
 */
@Execution(ExecutionMode.CONCURRENT)
class RenegotiationTest {
    private static final CertificateAuthority AUTHORITY = CertificateAuthority.shared();

    private static final SSLSocketFactory SOCKETS =
            AUTHORITY.sslContext(AUTHORITY.issue("localhost")).getSocketFactory();

    private static final int HANDSHAKES = 1000;

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"BLOCKING, MAIL, NOT_SENT", "ASYNC, MAIL, NOT_SENT", "BLOCKING, '.', IN_DOUBT", "ASYNC, '.', IN_DOUBT"})
    void serverThatRenegotiatesIsLeftAtOnce(DoorWay door, String command, DeliveryOutcome outcome) throws IOException {
        checkServerIsLeft(door, "TLSv1.2", command, "renegotiate", outcome);
    }

    @ParameterizedTest
    @CsvSource({"BLOCKING, MAIL, NOT_SENT", "ASYNC, MAIL, NOT_SENT", "BLOCKING, '.', IN_DOUBT", "ASYNC, '.', IN_DOUBT"})
    void serverThatChangesItsKeysForEverIsLeft(DoorWay door, String command, DeliveryOutcome outcome)
            throws IOException {
        checkServerIsLeft(door, "TLSv1.3", command, "records that bring nothing", outcome);
    }

    private void checkServerIsLeft(
            DoorWay door, String protocol, String command, String reason, DeliveryOutcome outcome) throws IOException {
        try (ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Boolean> left = CompletableFuture.supplyAsync(() -> isLeft(listener, protocol, command));
            SmtpOptions options = SmtpOptions.builder("localhost")
                    .port(listener.getLocalPort())
                    .tls(TlsOptions.of(TlsMode.IMPLICIT)
                            .withTrustedCertificates(AUTHORITY.writePem(folder.resolve("ca.pem"))))
                    .limits(StepLimits.ofEach(SOON))
                    .build();
            try (SmtpSender sender = new SmtpSender(options)) {
                DeliveryException failure = door.fail(sender, TO_ONE, new TestContent());
                assertThat(failure.kind()).as(failure.getMessage()).isEqualTo(FailureKind.TLS);
                assertThat(failure).hasMessageContaining(reason);
                assertThat(failure.result().outcome()).isEqualTo(outcome);
                assertThat(left.orTimeout(20, TimeUnit.SECONDS).join()).isTrue();
            }
        }
    }

    /** Serves one client, begins many a handshake in front of one reply, and tells whether it says no more. */
    private static boolean isLeft(ServerSocket listener, String protocol, String command) {
        try (Socket raw = listener.accept();
                SSLSocket client = (SSLSocket) SOCKETS.createSocket(raw, null, true)) {
            client.setEnabledProtocols(new String[] {protocol});
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII));
            OutputStream out = client.getOutputStream();
            out.write("220 hello\r\n".getBytes(StandardCharsets.US_ASCII));
            boolean amidContent = false;
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                amidContent &= !line.equals(".");
                boolean asks = line.equals(command) || line.startsWith(command + " ");
                if (asks) {
                    beginHandshakes(client);
                }
                if (!amidContent) {
                    amidContent = line.equals("DATA");
                    out.write((amidContent ? "354 go\r\n" : "250 fine\r\n").getBytes(StandardCharsets.US_ASCII));
                }
                if (asks) {
                    return in.readLine() == null;
                }
            }
            return false;
        } catch (IOException expected) {
            return true; // It left without a word.
        }
    }

    private static void beginHandshakes(SSLSocket client) throws IOException {
        for (int i = 0; i < HANDSHAKES; i++) {
            client.getSession().invalidate(); // Else it would only take up the session again.
            client.startHandshake();
        }
    }
}
