package org.postrider.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.postrider.smtp.SmtpSenderTest.TO_ONE;
import static org.postrider.smtp.SmtpSenderTest.plain;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.postrider.smtp.internal.wire.Blocks;
import org.postrider.testkit.ReceivedMessage;
import org.postrider.testkit.SmtpTestServer;

/** Every octet of a large message arrives, wherever a block ends: within a line, a CRLF, before a dot, at the end of the message. */
@Execution(ExecutionMode.CONCURRENT)
class BlockContentTest {
    static Stream<Arguments> ways() {
        return Stream.of("", "CHUNKING")
                .flatMap(extension -> Stream.of(DoorWay.values())
                        .flatMap(door -> Stream.of(false, true).map(wait -> Arguments.of(extension, door, wait))));
    }

    @ParameterizedTest
    @MethodSource("ways")
    void everyOctetArrivesWhereverABlockEnds(String extension, DoorWay door, boolean mayBlock) {
        byte[] text = text(3 * Blocks.MOST);
        int[] sizes = IntStream.of(Blocks.LEAST, Blocks.LEAST * 2, Blocks.MOST, Blocks.MOST * 2)
                .flatMap(size -> IntStream.rangeClosed(size - 4, size + 4))
                .toArray();
        SmtpTestServer.Builder builder = SmtpTestServer.builder();
        try (SmtpTestServer server = (extension.isEmpty() ? builder : builder.with(extension)).start();
                SmtpSender sender = new SmtpSender(plain(server).build())) {
            for (int size : sizes) {
                TestContent content = new TestContent(Arrays.copyOf(text, size));
                content.mayBlock = mayBlock;
                door.send(sender, TO_ONE, content);
                ReceivedMessage received = server.getMessages().get(0);
                assertThat(Arrays.equals(received.getRaw(), terminated(text, size)))
                        .as("%d octets, of which %d came", size, received.getRaw().length)
                        .isTrue();
                server.clear();
            }
        }
    }

    /** Lines of any length, many of which begin with dots. */
    private static byte[] text(int size) {
        Random random = new Random(size);
        byte[] text = new byte[size];
        int left = 0;
        for (int i = 0; i < size; i++) {
            if (left == 0) {
                left = 2 + random.nextInt(90);
            }
            left--;
            text[i] = (byte) (left == 1 ? '\r' : left == 0 ? '\n' : random.nextInt(3) == 0 ? '.' : 'a');
        }
        return text;
    }

    /** The last line gets its end, as far as that is missing. */
    private static byte[] terminated(byte[] text, int size) {
        boolean whole = text[size - 1] == '\n';
        int kept = text[size - 1] == '\r' ? size - 1 : size;
        byte[] expected = Arrays.copyOf(text, whole ? size : kept + 2);
        if (!whole) {
            expected[kept] = '\r';
            expected[kept + 1] = '\n';
        }
        return expected;
    }
}
