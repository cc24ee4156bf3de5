package org.postrider.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.mail.MailEnvelope;
import org.postrider.mail.MailMessage;
import org.postrider.mail.MailMessageContent;
import org.postrider.mail.SmtpClient;
import org.postrider.smtp.DeliveryOutcome;
import org.postrider.smtp.RecipientResult;
import org.postrider.smtp.SendResult;
import org.postrider.smtp.SmtpOptions;
import org.postrider.smtp.SmtpSender;

/** LMTP as others speak it: Postfix's {@code smtp-sink -L}, over TCP and at a Unix-domain socket. Skipped where there is none. */
@Timeout(120)
class LocalDeliveryTest {
    @TempDir
    private Path folder;

    @Test
    void eachRecipientIsAnsweredOverTcp() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Process sink = sink("127.0.0.1:" + port, new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port));
        try {
            deliver("lmtp://127.0.0.1:" + port + "?tls=none");
        } finally {
            end(sink);
        }
    }

    @Test
    void eachRecipientIsAnsweredAtASocket() throws Exception {
        Path open = Files.createDirectory(folder.resolve("open"));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
        Path path = open.resolve("lmtp");
        Process sink = sink("unix:" + path, UnixDomainSocketAddress.of(path));
        try {
            deliver("lmtp://" + path);
        } finally {
            end(sink);
        }
    }

    private static void deliver(String url) {
        MailMessage message = new MailMessage("ann@example.com", "bob@example.com, cid@example.com", "Hello", "Hello.");
        try (SmtpSender sender = new SmtpSender(SmtpOptions.of(url));
                SmtpClient client = SmtpClient.fromUrl(url)) {
            for (int i = 0; i < 3; i++) {
                SendResult result = sender.sendAsync(MailEnvelope.of(message), MailMessageContent.of(message))
                        .join();
                assertThat(result.outcome()).isEqualTo(DeliveryOutcome.ACCEPTED);
                assertThat(result.recipients()).hasSize(2).allMatch(RecipientResult::isAccepted);
                assertThat(result.connection().reused()).isEqualTo(i > 0);
            }
            client.send(message);
        }
    }

    private static Process sink(String place, SocketAddress address) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("smtp-sink", "-L"));
        if (System.getProperty("user.name").equals("root")) {
            command.addAll(List.of("-u", "nobody"));
        }
        command.addAll(List.of(place, "10"));
        Process sink = null;
        try {
            sink = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException expected) {
            System.out.println("[SKIPPED] no smtp-sink to deliver to");
        }
        Assumptions.assumeTrue(sink != null, "no smtp-sink to deliver to");
        Process started = sink;
        await().atMost(Duration.ofSeconds(30)).until(() -> isListening(address) || !started.isAlive());
        if (!started.isAlive()) {
            try (InputStream said = started.getInputStream()) {
                throw new AssertionError(new String(said.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return started;
    }

    private static boolean isListening(SocketAddress address) {
        try (SocketChannel channel = SocketChannel.open(address)) {
            return channel.isConnected();
        } catch (IOException expected) {
            return false;
        }
    }

    private static void end(Process sink) throws InterruptedException {
        sink.destroy();
        assertThat(sink.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }
}
