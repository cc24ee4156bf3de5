package org.postrider.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.postrider.smtp.SmtpSenderTest.TO_ONE;
import static org.postrider.smtp.SmtpSenderTest.plain;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.postrider.testkit.SmtpTestServer;

/** What a content gives in the form of the wire goes past the encoder, and the rest by way of it: nothing is lost where they meet. */
@Execution(ExecutionMode.CONCURRENT)
class ReadyContentTest {
    private static final int LARGEST = 3_000_000;

    static Stream<Arguments> ways() {
        return Stream.of("PIPELINING", "CHUNKING")
                .flatMap(extension -> Stream.of(DoorWay.values())
                        .flatMap(door -> Stream.of(false, true).map(wait -> Arguments.of(extension, door, wait))));
    }

    @ParameterizedTest
    @MethodSource("ways")
    void everyOctetArrivesWhicheverWayItIsRead(String extension, DoorWay door, boolean mayBlock) {
        try (SmtpTestServer server =
                        SmtpTestServer.builder().with("PIPELINING", extension).start();
                SmtpSender sender = new SmtpSender(plain(server).build())) {
            for (int size : new int[] {1, 500, 40_000, 200_000, LARGEST}) {
                Mixed content = new Mixed(size, new Random(size));
                content.mayBlock = mayBlock;
                door.send(sender, TO_ONE, content);
                assertThat(Arrays.equals(server.getMessages().get(0).getRaw(), content.octets))
                        .as("%d octets, of which %d were ready", content.size, content.taken)
                        .isTrue();
                if (size == LARGEST) {
                    assertThat(content.taken).isGreaterThan(size / 4);
                }
                server.clear();
            }
        }
    }

    /** Lines, of which a good deal is ready; the rest begins with dots now and then. */
    private static final class Mixed extends TestContent {
        private final byte[] octets;
        private final BitSet ready = new BitSet();
        private final Random random;
        private int position;
        private int taken;

        Mixed(int atLeast, Random random) {
            this.random = random;
            ByteBuffer lines = ByteBuffer.allocate(atLeast + 200);
            for (boolean even = false; lines.position() < atLeast; even = random.nextInt(1000) == 0 ? !even : even) {
                int start = lines.position();
                int length = even ? 76 : random.nextInt(90);
                for (int i = 0; i < length; i++) {
                    lines.put((byte) (!even && random.nextInt(3) == 0 ? '.' : 'a' + i % 26));
                }
                lines.put((byte) '\r').put((byte) '\n');
                ready.set(start, lines.position(), even);
            }
            octets = Arrays.copyOf(lines.array(), lines.position());
            size = octets.length;
            cutEnds();
        }

        /** What is ready may begin and end within a line. */
        private void cutEnds() {
            for (int start = ready.nextSetBit(0); start >= 0; start = ready.nextSetBit(start)) {
                int end = ready.nextClearBit(start);
                ready.clear(start, start + random.nextInt(5));
                if (random.nextBoolean()) {
                    ready.clear(end - 2 - random.nextInt(5), end);
                }
                start = end;
            }
        }

        @Override
        public ReadableByteChannel open(BodyType bodyType) throws IOException {
            position = 0;
            return TestContent.reading(this::read).open(bodyType);
        }

        private int read(ByteBuffer target) {
            int count = Math.min(octets.length - position, 1 + random.nextInt(target.remaining()));
            target.put(octets, position, count);
            position += count;
            return count == 0 ? -1 : count;
        }

        @Override
        public int readReady(ReadableByteChannel opened, ByteBuffer target) {
            assertThat(position == 0 || octets[position - 1] != '\r')
                    .as("asked between CR and LF")
                    .isTrue();
            int left = Math.min(ready.nextClearBit(position) - position, target.remaining());
            int count = left == 0 ? 0 : random.nextInt(left) + 1;
            if (count > 0 && octets[position + count - 1] == '\r') {
                count--;
            }
            target.put(octets, position, count);
            position += count;
            taken += count;
            return count;
        }
    }
}
