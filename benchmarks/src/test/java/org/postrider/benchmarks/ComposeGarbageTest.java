package org.postrider.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postrider.mail.MailMessage;
import org.postrider.mail.MailMessageContent;
import org.postrider.smtp.BodyType;

/** What a message leaves to the garbage collector, counted and not timed: built anew, written, closed. */
class ComposeGarbageTest {
    private static final int MOST_ROUNDS = 20_000;
    private static final int LEAST_ROUNDS = 100;

    private interface Step {
        void run() throws IOException;
    }

    @ParameterizedTest
    @CsvSource({"TEXT1K, 2000", "ALT10K, 4000", "ATT1M, 80000"})
    void aWrittenMessageLeavesLessGarbageThanPromised(Payload payload, long bound) throws IOException {
        PostriderComposer composer = new PostriderComposer();
        OutputStream nowhere = OutputStream.nullOutputStream();
        assertGarbageBelow(bound, () -> composer.compose(payload, 1, nowhere));
    }

    @ParameterizedTest
    @CsvSource({"TEXT1K, 2000", "ALT10K, 4000", "ATT1M, 80000"})
    void aMessageThatTheEngineReadsLeavesNoMore(Payload payload, long bound) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(16 * 1024);
        assertGarbageBelow(bound, () -> read(payload, buffer));
    }

    private static void read(Payload payload, ByteBuffer buffer) throws IOException {
        try (MailMessage message = PostriderComposer.message(payload, 1);
                ReadableByteChannel channel = MailMessageContent.of(message).open(BodyType.SEVEN_BIT)) {
            int count = 0;
            while (count >= 0) {
                count = channel.read(buffer.clear());
            }
        }
    }

    /** The least of many rounds: the first are interpreted, and what else runs here may take a pooled buffer meanwhile. */
    private static void assertGarbageBelow(long bound, Step step) throws IOException {
        assumeThat(ManagementFactory.getThreadMXBean()).isInstanceOf(ThreadMXBean.class);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        assumeThat(threads.isThreadAllocatedMemorySupported()).isTrue();
        long self = Thread.currentThread().getId();
        long least = Long.MAX_VALUE;
        for (int round = 0; round < LEAST_ROUNDS || (round < MOST_ROUNDS && least >= bound); round++) {
            long before = threads.getThreadAllocatedBytes(self);
            step.run();
            least = Math.min(least, threads.getThreadAllocatedBytes(self) - before);
        }
        assertThat(least).isPositive().isLessThan(bound);
    }
}
