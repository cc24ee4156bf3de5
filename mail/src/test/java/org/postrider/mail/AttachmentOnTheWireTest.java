package org.postrider.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.postrider.testkit.ReceivedMessage;
import org.postrider.testkit.SmtpTestServer;

/** Attachments arrive octet by octet, however large, and from wherever they come. */
@Execution(ExecutionMode.CONCURRENT)
class AttachmentOnTheWireTest {
    private static final String MEDIA_TYPE = "application/octet-stream";

    @TempDir
    Path folder;

    static Stream<Arguments> ways() {
        return Stream.of("PIPELINING", "CHUNKING")
                .flatMap(extension -> Stream.of(true, false)
                        .flatMap(secure -> Stream.of(Way.values()).map(way -> Arguments.of(extension, secure, way))));
    }

    @ParameterizedTest
    @MethodSource("ways")
    void everyOctetArrives(String extension, boolean secure, Way way) throws IOException {
        SmtpTestServer.Builder builder = SmtpTestServer.builder().with("PIPELINING", extension);
        try (SmtpTestServer server = (secure ? builder.startTls() : builder).start();
                SmtpClient client = secure ? Clients.secure(server) : Clients.of(server)) {
            for (int size : new int[] {8207, 8208, 100_000, 2_000_000}) {
                byte[] octets = new byte[size];
                new Random(size).nextBytes(octets);
                try (MailMessage message = Clients.message()) {
                    attach(message, octets);
                    way.send(client, message);
                }
                ReceivedMessage received = server.getMessages().get(0);
                assertThat(received.getViolations()).isEmpty();
                assertThat(received.getText()).isEqualTo("Hello, Bob.");
                assertThat(received.getAttachments())
                        .hasSize(4)
                        .allSatisfy(attachment -> assertThat(Arrays.equals(attachment.getBytes(), octets))
                                .as("%d octets", size)
                                .isTrue());
                server.clear();
            }
        }
    }

    /** By array, by file, by a stream that is in memory, and by one that gives as much as it likes. */
    private void attach(MailMessage message, byte[] octets) throws IOException {
        Path file = Files.write(folder.resolve("file" + octets.length), octets);
        Random random = new Random(1);
        message.getAttachments()
                .addAll(List.of(
                        new Attachment(octets, "array", MEDIA_TYPE),
                        new Attachment(file),
                        new Attachment(new ByteArrayInputStream(octets), "memory", MEDIA_TYPE),
                        new Attachment(
                                new FilterInputStream(new ByteArrayInputStream(octets)) {
                                    @Override
                                    public int read(byte[] target, int offset, int length) throws IOException {
                                        return super.read(target, offset, Math.min(length, 1 + random.nextInt(20_000)));
                                    }
                                },
                                "stream",
                                MEDIA_TYPE)));
    }
}
