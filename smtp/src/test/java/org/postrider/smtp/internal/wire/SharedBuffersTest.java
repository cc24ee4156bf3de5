package org.postrider.smtp.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postrider.smtp.Envelope;
import org.postrider.smtp.PasswordCredential;
import org.postrider.smtp.SmtpOptions;
import org.postrider.smtp.SmtpSender;
import org.postrider.smtp.TlsMode;
import org.postrider.smtp.TlsOptions;
import org.postrider.smtp.internal.connection.NoContent;
import org.postrider.testkit.SmtpTestServer;

/** What is said on a connection stands in a buffer that another connection gets next. */
class SharedBuffersTest {
    /** What connections say is put into buffers of this size. */
    private static final int OUTPUT = 64 * 1024;

    private static final Envelope ENVELOPE = Envelope.of("ann@example.com", List.of("bob@example.com"));

    @ParameterizedTest
    @CsvSource({"PLAIN, true", "LOGIN, true", "PLAIN, false", "LOGIN, false"})
    void passwordIsInNoBufferThatOthersGet(String mechanism, boolean blocking) {
        // So long that the message, which is put over it, leaves its end.
        String password = "long ".repeat(200) + mechanism + blocking;
        byte[] end = ("g long " + mechanism + blocking).getBytes(StandardCharsets.US_ASCII);
        try (SmtpTestServer server = SmtpTestServer.builder()
                        .user("ann", password)
                        .authMechanisms(mechanism)
                        .start();
                SmtpSender sender = new SmtpSender(SmtpOptions.builder(server.getHost())
                        .port(server.getPort())
                        .tls(TlsOptions.of(TlsMode.NONE))
                        .credential(new PasswordCredential("ann", password))
                        .dangerouslyAllowPlaintextAuthentication(true)
                        .build())) {
            if (blocking) {
                sender.send(ENVELOPE, new NoContent());
            } else {
                sender.sendAsync(ENVELOPE, new NoContent()).join();
            }
            assertThat(server.getMessages()).hasSize(1);
            assertNoneHolds(end);
        }
    }

    /** In clear, or in base64, where an octet's neighbours decide what becomes of it. */
    private static void assertNoneHolds(byte[] secret) {
        BufferPool pool = BufferPool.of(OUTPUT);
        List<WireArgs> all = IntStream.range(0, BufferPool.MOST)
                .mapToObj(i -> pool.lend(() -> {}))
                .toList();
        for (int shift = 0; shift < 3; shift++) {
            byte[] shifted = new byte[secret.length + shift];
            System.arraycopy(secret, 0, shifted, shift, secret.length);
            String encoded = Base64.getEncoder().withoutPadding().encodeToString(shifted);
            String middle = encoded.substring(4, encoded.length() - 4);
            assertThat(all).noneMatch(args -> text(args).contains(middle));
        }
        all.forEach(pool::takeBack);
    }

    private static String text(WireArgs args) {
        return new String(args.buffer().array(), StandardCharsets.ISO_8859_1);
    }
}
