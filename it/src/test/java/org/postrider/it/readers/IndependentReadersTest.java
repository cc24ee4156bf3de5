package org.postrider.it.readers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.postrider.it.Repository;
import org.postrider.mail.MailMessage;
import org.postrider.mail.SmtpClient;
import org.postrider.testkit.ReceivedMessage;
import org.postrider.testkit.SmtpTestServer;

/**
 * Readers that aren't ours find in a message what was put into it. What they read is left in {@code it/target/messages}, with what has to be
 * found, for the reader in Python (it/src/test/python/read_messages.py).
 */
class IndependentReadersTest {
    private static final Path MESSAGES = Repository.file("it/target/messages");

    /** A prime, so that structures, charsets and encodings all have their turn. */
    private static final int SENT_ONE_OF = 7;

    @TempDir
    private static Path files;

    private static List<Sample> samples = List.of();

    @BeforeAll
    static void makeSamples() throws IOException {
        Files.createDirectories(MESSAGES);
        samples = Samples.all(files);
        for (Sample sample : samples) {
            Files.write(MESSAGES.resolve(sample.id() + ".facts"), Facts.toBytes(sample.facts()));
        }
    }

    static List<Sample> samples() {
        return samples;
    }

    @ParameterizedTest
    @MethodSource("samples")
    void readersFindWhatWasWritten(Sample sample) throws Exception {
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        sample.message().writeTo(written);
        WireRules.assertSevenBit(written.toByteArray());
        assertRead(sample, "written", written.toByteArray());
    }

    @ParameterizedTest
    @EnumSource(Door.class)
    void readersFindTheSameInWhatAServerReceived(Door door) throws Exception {
        for (boolean eightBit : List.of(true, false)) {
            try (SmtpTestServer server = server(eightBit);
                    SmtpClient client = new SmtpClient(server.getHost(), server.getPort())) {
                for (int i = door.ordinal(); i < samples.size(); i += SENT_ONE_OF) {
                    door.send(client, samples.get(i).message());
                    ReceivedMessage received = server.awaitMessage(Duration.ofSeconds(20));
                    server.clear();
                    assertThat(received.getViolations()).isEmpty();
                    String way = door.name().toLowerCase(Locale.ROOT) + (eightBit ? "_8bit" : "");
                    assertRead(samples.get(i), way, received.getRaw());
                }
            }
        }
    }

    private static SmtpTestServer server(boolean eightBit) {
        return eightBit
                ? SmtpTestServer.start()
                : SmtpTestServer.builder().without("8BITMIME", "SMTPUTF8").start();
    }

    /** The two ways to send a message. */
    enum Door {
        SEND {
            @Override
            void send(SmtpClient client, MailMessage message) {
                client.send(message);
            }
        },
        SEND_MAIL_ASYNC {
            @Override
            void send(SmtpClient client, MailMessage message) throws Exception {
                client.sendMailAsync(message).get(20, TimeUnit.SECONDS);
            }
        };

        abstract void send(SmtpClient client, MailMessage message) throws Exception;
    }

    private static void assertRead(Sample sample, String way, byte[] message) throws Exception {
        Files.write(MESSAGES.resolve(sample.id() + "." + way + ".eml"), message);
        assertThat(AngusReader.read(message)).as("Angus Mail").isEqualTo(sample.facts());
        assertThat(Mime4jReader.read(message)).as("mime4j").isEqualTo(sample.facts());
    }
}
