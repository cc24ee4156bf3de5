package org.postrider.benchmarks.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.openjdk.jmh.infra.Blackhole;
import org.postrider.benchmarks.Payload;
import org.postrider.smtp.internal.connection.DotStuffingBenchmark;
import org.postrider.smtp.internal.connection.PoolBenchmark;
import org.postrider.smtp.internal.session.Action;
import org.postrider.smtp.internal.session.ReplyParser;

/** The parts of the engine are measured at what they are said to do, time after time. */
class EngineBenchmarksTest {
    private static final int TIMES = 3;

    @Test
    void everyMessageIsCarriedThroughTheSession() {
        SessionBenchmark benchmark = new SessionBenchmark();
        benchmark.open();
        for (int i = 0; i < TIMES; i++) {
            assertThat(benchmark.message())
                    .isInstanceOfSatisfying(
                            Action.Deliver.class,
                            end -> assertThat(end.failure()).isNull());
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyPayloadIsEncodedToItsEnd(Payload payload) throws IOException {
        DotStuffingBenchmark benchmark = new DotStuffingBenchmark();
        benchmark.payload = payload;
        benchmark.compose();
        long once = benchmark.encode();

        assertThat(once).isGreaterThan(payload.text().length());
        assertThat(benchmark.encode()).isEqualTo(once);
    }

    @Test
    void slotsAreLeasedAndGivenBack() {
        PoolBenchmark benchmark = new PoolBenchmark();
        benchmark.fill();
        for (int i = 0; i < TIMES; i++) {
            assertThat(benchmark.leaseAndKeep()).isNotNull();
        }
    }

    @Test
    void repliesAreParsedToTheLast() throws ReplyParser.MalformedReplyException {
        int replies = 0;
        Blackhole hole = new Blackhole(
                "Today's password is swordfish. I understand instantiating Blackholes directly is dangerous.");
        ReplyBenchmark benchmark = new ReplyBenchmark();
        for (int i = 0; i < TIMES; i++) {
            replies += benchmark.message(hole) + benchmark.offer(hole);
        }
        assertThat(replies).isEqualTo(TIMES * 5);
    }
}
