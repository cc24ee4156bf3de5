package org.postrider.benchmarks;

import java.io.OutputStream;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Composing alone: a message is built from its parts and written to nowhere, on one thread.
 *
 * <p>Run it with {@code -prof gc}: {@code gc.alloc.rate.norm} is the garbage of one message. Each composer has a fork of its own, so
 * that the tuning of one can't reach another.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ComposeBenchmark {
    /** What is composed. */
    @Param
    public Payload payload = Payload.TEXT1K;

    /** Who composes it. */
    @Param
    public ComposerKind composer = ComposerKind.POSTRIDER;

    private final CountingOutput output = new CountingOutput();
    private Composer made = (payload, number, ignored) -> {};
    private long number;

    /** Makes the benchmark with its first parameters, which the harness replaces. */
    public ComposeBenchmark() {}

    /** Makes what is made once in a program. */
    @Setup
    public void make() {
        made = composer.make();
    }

    /**
     * Writes one message.
     *
     * @return the octets written so far
     * @throws Exception as the composer does
     */
    @Benchmark
    public long compose() throws Exception {
        made.compose(payload, number++, output);
        return output.count;
    }

    /** Takes everything and keeps its length. */
    private static final class CountingOutput extends OutputStream {
        private long count;

        @Override
        public void write(int octet) {
            count++;
        }

        @Override
        public void write(byte[] octets, int offset, int length) {
            count += length;
        }
    }
}
