package org.postrider.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.postrider.smtp.SmtpSenderTest.SOON;
import static org.postrider.smtp.SmtpSenderTest.TO_ONE;
import static org.postrider.smtp.SmtpSenderTest.plain;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postrider.testkit.SmtpTestServer;

/** Content that fills several buffers: whatever of it is in order already and whatever isn't, the server gets the same lines. */
class LargeContentTest {
    private static final int MOST_OCTETS = 400_000;
    private static final int ROUNDS = 12;

    /** What needs a look wherever it stands: bare ends of lines, dots, and both where buffers may be cut. */
    private static final String[] ODDITIES = {
        "\r", "\n", ".", "\r\n.", "\r\n.\r\n", "\n.\n", "\r.\r", "\n\r", "\r\r\n", "x"
    };

    @ParameterizedTest
    @CsvSource({
        "BLOCKING, CHUNKING, true",
        "BLOCKING, CHUNKING, false",
        "BLOCKING, DSN, true",
        "BLOCKING, DSN, false",
        "ASYNC, CHUNKING, true",
        "ASYNC, CHUNKING, false",
        "ASYNC, DSN, true",
        "ASYNC, DSN, false"
    })
    void everyLineArrivesWhereverBuffersEnd(DoorWay door, String extension, boolean mayBlock) {
        long seed = Long.getLong("postrider.seed", new Random().nextLong());
        Random random = new Random(seed);
        try (SmtpTestServer server = SmtpTestServer.builder().with(extension).start();
                SmtpSender sender = new SmtpSender(plain(server).build())) {
            for (int i = 0; i < ROUNDS; i++) {
                String text = text(random);
                TestContent content = new TestContent(text.getBytes(StandardCharsets.US_ASCII));
                content.mayBlock = mayBlock;
                content.size = random.nextBoolean() ? text.length() : -1;
                door.send(sender, TO_ONE, content);
                assertThat(new String(server.getMessages().get(i).getRaw(), StandardCharsets.US_ASCII))
                        .as("message %d of seed %d", i, seed)
                        .isEqualTo(inLines(text));
                await().atMost(SOON).until(() -> content.closed.get() == 1); // by a worker, where reading may wait
            }
        }
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        int octets = random.nextInt(MOST_OCTETS);
        while (text.length() < octets) {
            int lines = random.nextInt(random.nextBoolean() ? 20 : 4000);
            int width = random.nextInt(90);
            text.append("y".repeat(width).concat("\r\n").repeat(lines));
            text.append(ODDITIES[random.nextInt(ODDITIES.length)]);
        }
        return text.toString();
    }

    private static String inLines(String text) {
        String lines = text.replace("\r\n", "\n").replace('\r', '\n').replace("\n", "\r\n");
        return lines.isEmpty() || lines.endsWith("\r\n") ? lines : lines + "\r\n";
    }
}
