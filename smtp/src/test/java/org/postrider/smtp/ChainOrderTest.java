package org.postrider.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.postrider.smtp.SmtpSenderTest.SOON;
import static org.postrider.smtp.SmtpSenderTest.TO_ONE;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.postrider.smtp.internal.tls.Chains;

/** A server that sends its issuers out of order hides none that is too weak, whoever looks for the way to the root. */
@Execution(ExecutionMode.CONCURRENT)
class ChainOrderTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "BLOCKING, leaf-weak weak, CN=Weak CA has 1024 bits",
        "ASYNC, leaf-weak weak, CN=Weak CA has 1024 bits",
        "BLOCKING, leaf-weak root weak, CN=Weak CA has 1024 bits",
        "ASYNC, leaf-weak root weak, CN=Weak CA has 1024 bits",
        "BLOCKING, leaf-old second old, CN=Old CA is signed with SHA1",
        "ASYNC, leaf-old second old, CN=Old CA is signed with SHA1"
    })
    void weakIssuerIsFoundWhereverItStands(DoorWay door, String shown, String text) throws IOException {
        Path root = Files.writeString(folder.resolve("root.pem"), Chains.text("root.pem"));
        for (TlsOptions tls : List.of(
                TlsOptions.of(TlsMode.IMPLICIT).withTrustedCertificates(root),
                TlsOptions.of(TlsMode.IMPLICIT).withContext(Chains.client("root")))) {
            assertThat(refusal(door, tls, shown)).contains(text);
        }
    }

    /** A context of the user's own keeps the way that it took to itself: of two certificates of an authority it may be either. */
    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void contextOfTheUserIsBelievedOnlyWhereEveryWayIsStrong(DoorWay door) throws IOException {
        TlsOptions own = TlsOptions.of(TlsMode.IMPLICIT).withContext(Chains.client("root"));
        assertThat(refusal(door, own, "leaf-old old-renewed old")).contains("CN=Old CA is signed with SHA1");
        assertThat(refusal(door, own, "leaf-old old-renewed")).isNull();
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void strongWayBesideAWeakOneIsTaken(DoorWay door) throws IOException {
        Path root = Files.writeString(folder.resolve("root.pem"), Chains.text("root.pem"));
        TlsOptions tls = TlsOptions.of(TlsMode.IMPLICIT).withTrustedCertificates(root);
        assertThat(refusal(door, tls, "leaf-old old old-renewed")).isNull();
    }

    /** Gives why the server was refused, having heard nothing; null if it got the message. */
    private static @Nullable String refusal(DoorWay door, TlsOptions tls, String shown) throws IOException {
        try (ServerSocket listener = Chains.server(shown.split(" "))
                .getServerSocketFactory()
                .createServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Boolean> heard = CompletableFuture.supplyAsync(() -> serve(listener));
            SmtpOptions options = SmtpOptions.builder("localhost")
                    .port(listener.getLocalPort())
                    .tls(tls)
                    .limits(StepLimits.ofEach(SOON))
                    .build();
            try (SmtpSender sender = new SmtpSender(options)) {
                door.send(sender, TO_ONE, new TestContent());
                return null;
            } catch (DeliveryException e) {
                assertThat(e.kind()).as(e.getMessage()).isEqualTo(FailureKind.TLS);
                assertThat(heard.orTimeout(20, TimeUnit.SECONDS).join()).isFalse();
                return e.getMessage();
            }
        }
    }

    /** Serves one client, and tells whether it has said anything. */
    private static boolean serve(ServerSocket listener) {
        boolean heard = false;
        try (Socket client = listener.accept()) {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII));
            say(client, "220 hello");
            boolean amidContent = false;
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                heard = true;
                amidContent &= !line.equals(".");
                if (!amidContent) {
                    amidContent = line.equals("DATA");
                    say(client, amidContent ? "354 go" : line.equals("QUIT") ? "221 bye" : "250 fine");
                }
            }
            return heard;
        } catch (IOException refused) {
            return heard;
        }
    }

    private static void say(Socket client, String line) throws IOException {
        client.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
    }
}
