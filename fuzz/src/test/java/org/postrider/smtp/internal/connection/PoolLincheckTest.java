package org.postrider.smtp.internal.connection;

import static org.jetbrains.lincheck.datastructures.ManagedStrategyGuaranteeKt.forClasses;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;
import org.junit.jupiter.api.Test;
import org.postrider.smtp.FailureKind;
import org.postrider.smtp.PoolLimits;

/**
 * Permits of the pool can't leak, whatever two threads do at the same time: what they see of it is what they would see of a counter that
 * each has for itself for a moment.
 *
 * <p>Lincheck makes up what the threads do, and interleaves them in all the orders that it has time for. The threads may change at each
 * call of {@link Slots}, which are atomic by their lock, and of a {@link Ticket}, which is a future.
 */
@Param(name = "thread", gen = ThreadIdGen.class)
public class PoolLincheckTest {
    private static final int THREADS = 4; // with the one behind the two, all counted from 1
    private static final int LIMIT = 1;
    private static final Loss LATE = new Loss(FailureKind.TIMEOUT, "late", null);

    private static final Set<String> ATOMIC = Set.of(Slots.class.getName(), Ticket.class.getName());
    private static final Set<String> LOOKED_INTO =
            Set.of(ConnectionPool.class.getName(), PoolLincheckTest.class.getName());

    /** What a pool is to those who use it: so many permits. */
    public static final class Counter {
        private final int[] held = new int[THREADS];

        /** As of the pool. */
        public boolean acquire(int thread) {
            boolean free = IntStream.of(held).sum() < LIMIT;
            if (free) {
                held[thread]++;
            }
            return free;
        }

        /** As of the pool. */
        public boolean giveBack(int thread) {
            boolean some = held[thread] > 0;
            if (some) {
                held[thread]--;
            }
            return some;
        }
    }

    private final ConnectionPool pool = new ConnectionPool(
            PoolLimits.DEFAULT.withMaxConnections(LIMIT).withMaxIdle(0).withWaitLimit(Duration.ofDays(1)),
            Loops.shared(),
            () -> THREADS);
    private final List<Deque<Slot>> held =
            Stream.<Deque<Slot>>generate(ArrayDeque::new).limit(THREADS).toList();

    /** Waits in the queue for a moment, as a send does that is cancelled; what was granted by then is taken. */
    @Operation
    public boolean acquire(@Param(name = "thread") int thread) {
        Ticket ticket = pool.request(Door.BLOCKING, Watchdog.NEVER, false, false);
        pool.withdraw(ticket, LATE);
        if (ticket.isCompletedExceptionally()) {
            return false;
        }
        held.get(thread).push(ticket.join());
        return true;
    }

    /** Gives one back that the thread has. */
    @Operation
    public boolean giveBack(@Param(name = "thread") int thread) {
        Slot slot = held.get(thread).poll();
        if (slot != null) {
            pool.giveBack(slot);
        }
        return slot != null;
    }

    @Test
    void permitsAreThoseOfACounterInWhateverOrderThreadsMeet() {
        Watchdog.shared(); // Its thread is none of those that are interleaved,
        Loops.shared().next(); // nor is that of the loop.
        new ModelCheckingOptions()
                .threads(2)
                .actorsBefore(0)
                .actorsPerThread(2)
                .actorsAfter(2)
                .iterations(12)
                .invocationsPerIteration(400)
                .addGuarantee(forClasses(ATOMIC::contains).allMethods().treatAsAtomic())
                .addGuarantee(forClasses(name -> !ATOMIC.contains(name) && !LOOKED_INTO.contains(name))
                        .allMethods()
                        .ignore())
                .sequentialSpecification(Counter.class)
                .check(PoolLincheckTest.class);
    }
}
