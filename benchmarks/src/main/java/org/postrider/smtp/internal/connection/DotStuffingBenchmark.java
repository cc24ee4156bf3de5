package org.postrider.smtp.internal.connection;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
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
import org.postrider.benchmarks.FloorComposer;
import org.postrider.benchmarks.Payload;

/**
 * Bringing a whole message into the form that DATA wants, through buffers of the engine's size. It stands in the package of what it measures, which nobody
 * else can see.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class DotStuffingBenchmark {
    private static final int BUFFER = 16 * 1024;

    /** What is encoded. */
    @Param
    public Payload payload = Payload.TEXT1K;

    private final ByteBuffer output = ByteBuffer.allocate(BUFFER);
    private ByteBuffer message = ByteBuffer.allocate(0);

    /** Makes the benchmark with its first parameter, which the harness replaces. */
    public DotStuffingBenchmark() {}

    /**
     * Composes the message.
     *
     * @throws IOException never
     */
    @Setup
    public void compose() throws IOException {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        new FloorComposer().compose(payload, 0, octets);
        message = ByteBuffer.wrap(octets.toByteArray());
    }

    /**
     * Encodes the message.
     *
     * @return the octets that it became
     * @throws IOException never
     */
    @Benchmark
    public long encode() throws IOException {
        ContentEncoder encoder = new ContentEncoder(false);
        long count = 0;
        for (message.rewind(); message.hasRemaining(); count += output.position()) {
            encoder.encode(message, output.clear());
        }
        encoder.finish(output.clear());
        return count + output.position();
    }
}
