package org.postrider.smtp.internal.connection;

import java.util.ArrayList;
import java.util.List;
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
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;
import org.postrider.smtp.PoolLimits;

/**
 * Leasing a connection's slot and giving it back, by two threads that meet at the books of one pool. It stands in the package of what it measures, which
 * nobody else can see.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Threads(2)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class PoolBenchmark {
    /** How many connections there are. */
    @Param({"10", "1000"})
    public int connections = 10;

    private Slots slots = new Slots(PoolLimits.DEFAULT, Loops.shared(), () -> 1);

    /** Makes the benchmark with its first parameter, which the harness replaces. */
    public PoolBenchmark() {}

    /** Makes a pool whose slots are all idle. */
    @Setup
    public void fill() {
        slots = new Slots(
                PoolLimits.DEFAULT.withMaxConnections(connections).withMaxIdle(connections), Loops.shared(), () -> 1);
        List<Slot> leased = new ArrayList<>();
        for (Slot slot = slots.take(false); slot != null; slot = slots.take(false)) {
            leased.add(slot);
        }
        leased.forEach(slot -> slots.keep(slot, 1, 0));
    }

    /**
     * Leases a slot and gives it back.
     *
     * @return what follows from it, which is nothing
     */
    @Benchmark
    public Object leaseAndKeep() {
        Slot slot = slots.take(false);
        if (slot == null) {
            throw new IllegalStateException("there are more slots than threads");
        }
        return slots.keep(slot, 1, System.nanoTime());
    }
}
