package org.postrider.smtp.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.postrider.smtp.FailureKind;
import org.postrider.smtp.PoolLimits;
import org.postrider.smtp.internal.connection.Slots.Grant;
import org.postrider.smtp.internal.connection.Slots.Moves;
import org.postrider.sockets.SocketError;
import org.postrider.sockets.SocketException;

/** The books of a pool are right whatever happens, in whatever order. */
class SlotsTest {
    private static final PoolLimits TWO = PoolLimits.DEFAULT
            .withMaxConnections(2)
            .withMaxIdle(1)
            .withIdleTime(Duration.ofSeconds(10))
            .withMaxAge(Duration.ofSeconds(30));
    private static final Loops LOOPS = new Loops("slots", 1);
    private static final Loops THREE = new Loops("slots-of-three", 3);
    private static final ConnectionPool POOL = new ConnectionPool(TWO, LOOPS, () -> 1);
    private static final Loss LATE = new Loss(FailureKind.TIMEOUT, "late", null);

    /** As many steps in a row as make every pair of them meet in every state. */
    private static final int DEPTH = 7;

    /** What can happen next; a step that can't happen in a state is passed over. */
    private enum Happening {
        REQUEST(Model::request),
        KEEP(Model::keep),
        FREE(Model::free),
        COME_AGAIN(Model::comeAgain),
        TURN_AWAY(Model::turnAway),
        EXCHANGE(Model::exchange),
        WITHDRAW_FIRST(Model::withdrawFirst),
        CARRY_OUT_GRANT(Model::carryOutGrant),
        SWEEP(Model::sweep),
        CLOSE(Model::close);

        private final Consumer<Model> step;

        Happening(Consumer<Model> step) {
            this.step = step;
        }
    }

    /** A pool without connections: its lessees, its queue, and the grants that were decided and not yet carried out. */
    private static final class Model extends EveryOrder.State {
        final Slots slots = new Slots(TWO, LOOPS, () -> 1);
        final List<Slot> leased = new ArrayList<>();
        final Deque<Ticket> returned = new ArrayDeque<>();
        final Deque<Ticket> queue = new ArrayDeque<>();
        final Deque<Grant> grants = new ArrayDeque<>();
        final Set<Slot> free = new HashSet<>();
        private long now;
        private int allowed = TWO.maxConnections();
        private boolean closed;

        void request() {
            Slot slot = slots.take(false);
            if (slot != null) {
                assertThat(first()).as("nobody is overtaken").isNull();
                leased.add(slot);
                return;
            }
            enqueue(queue, false);
        }

        private void enqueue(Deque<Ticket> waiting, boolean returning) {
            Ticket ticket = new Ticket(POOL, Door.ANYWHERE, Watchdog.NEVER, Watchdog.NEVER, false);
            waiting.add(ticket);
            take(slots.enqueue(ticket, returning));
        }

        /** Who is to come next: those who lost a slot before those who had none. */
        private @Nullable Ticket first() {
            return returned.isEmpty() ? queue.peek() : returned.peek();
        }

        private @Nullable Ticket removeFirst() {
            return returned.isEmpty() ? queue.poll() : returned.poll();
        }

        void keep() {
            if (isPossible(!leased.isEmpty())) {
                take(slots.keep(leased.remove(0), 1, ++now));
            }
        }

        void free() {
            if (isPossible(!leased.isEmpty())) {
                Slot slot = leased.remove(0);
                free.add(slot);
                take(slots.free(slot));
            }
        }

        /** A slot is lost, and its user wants another. */
        void comeAgain() {
            free();
            if (moved) {
                enqueue(returned, true);
            }
        }

        /** The server won't have one of two connections, though it was tried again and again. */
        void turnAway() {
            if (isPossible(!leased.isEmpty())) {
                int others = slots.live() - 1;
                for (int inRow = 0; inRow < 3; inRow++) {
                    assertThat(slots.giveWay(now)).isEqualTo(others > 0);
                }
                allowed = others > 0 ? others : allowed;
                comeAgain();
            }
        }

        void exchange() {
            if (isPossible(!leased.isEmpty())) {
                Slot old = leased.remove(0);
                Slot other = slots.exchange(old);
                leased.add(other);
                if (other != old) {
                    free.add(old);
                }
            }
        }

        void withdrawFirst() {
            Ticket first = removeFirst();
            if (isPossible(first != null)) {
                slots.withdraw(first);
                first.refuse(LATE);
            } else if (!grants.isEmpty()) {
                moved = true;
                grants.peek().ticket().refuse(LATE); // Too late to leave the queue, early enough to refuse the slot.
            }
        }

        void carryOutGrant() {
            if (isPossible(!grants.isEmpty())) {
                Grant grant = grants.remove();
                assertThat(slots.nextCalled(grant.slot())).isSameAs(grant.ticket());
                if (grant.ticket().complete(grant.slot())) {
                    leased.add(grant.slot());
                } else {
                    free.add(grant.slot());
                    take(slots.free(grant.slot()));
                }
            }
        }

        void sweep() {
            now += TimeUnit.SECONDS.toNanos(11);
            allowed = TWO.maxConnections();
            take(slots.sweep(now));
        }

        void close() {
            if (isPossible(!closed)) {
                closed = true;
                take(slots.close());
            }
        }

        private void take(Moves moves) {
            for (Grant grant : moves.grants()) {
                assertThat(grant.ticket()).as("first come, first served").isSameAs(removeFirst());
                grants.add(grant);
            }
            for (Ticket refused : moves.refused()) {
                assertThat(closed).isTrue();
                assertThat(refused).isSameAs(removeFirst());
            }
            free.addAll(moves.evicted());
        }

        @Override
        void check() {
            int inUse = leased.size() + grants.size();
            assertThat(slots.live()).isEqualTo(inUse + slots.idle()).isBetween(0, TWO.maxConnections());
            assertThat(slots.idle()).isLessThanOrEqualTo(TWO.maxIdle());
            assertThat(slots.waiting()).isEqualTo(returned.size() + queue.size());
            assertThat(new HashSet<>(leased)).as("nobody shares").hasSameSizeAs(leased);
            assertThat(leased)
                    .allMatch(slot -> slot.state == Slot.State.LEASED && slot.users == 1)
                    .noneMatch(free::contains);
            assertThat(grants).allMatch(grant -> grant.slot().users == 1);
            assertThat(free).allMatch(slot -> slot.state == Slot.State.FREE && slot.users == 0);
            if (first() != null) {
                assertThat(inUse).as("nobody waits for nothing").isEqualTo(allowed);
            }
            if (closed) {
                assertThat(slots.idle() + slots.waiting()).isZero();
            }
        }
    }

    /** Each change of the books is one step under their lock, so all orders of steps are all there is to try. */
    @Test
    void everyOrderOfStepsKeepsThePromises() {
        List<Consumer<Model>> steps =
                Stream.of(Happening.values()).map(each -> each.step).toList();
        assertThat(EveryOrder.tryAll(Model::new, steps, DEPTH)).isGreaterThan(50_000);
    }

    @Test
    void lastUsedComesFirstAndTheLongestIdleGoes() {
        Slots slots = new Slots(TWO.withMaxIdle(2), LOOPS, () -> 1);
        Slot first = slots.take(false);
        Slot second = slots.take(false);
        slots.keep(first, 1, 0);
        slots.keep(second, 1, TimeUnit.SECONDS.toNanos(5));
        assertThat(slots.nextExpiry()).isEqualTo(TimeUnit.SECONDS.toNanos(10));
        assertThat(slots.sweep(TimeUnit.SECONDS.toNanos(12)).evicted()).containsExactly(first);
        assertThat(slots.take(false)).isSameAs(second);
        assertThat(slots.nextExpiry()).isEqualTo(Watchdog.NEVER);
    }

    @Test
    void lowerLimitIsReachedAsSlotsComeBack() {
        Slots slots = new Slots(TWO, LOOPS, () -> 1);
        Slot first = slots.take(false);
        Slot second = slots.take(false);
        assertThat(slots.limit(TWO.withMaxConnections(1)).evicted()).isEmpty();
        assertThat(slots.take(false)).isNull();
        assertThat(slots.keep(first, 1, 0).evicted()).containsExactly(first);
        assertThat(slots.keep(second, 1, 0).evicted()).isEmpty();
        assertThat(slots.live()).isEqualTo(1);
    }

    @Test
    void slotComesBackOnce() {
        Slots slots = new Slots(TWO, LOOPS, () -> 1);
        Slot slot = slots.take(false);
        slots.free(slot);
        assertThatIllegalStateException().isThrownBy(() -> slots.free(slot)).withMessageContaining("FREE");
        assertThatIllegalStateException().isThrownBy(() -> slots.keep(slot, 1, 0));
    }

    @Test
    void whoLostASlotComesBeforeWhoNeverHadOne() {
        Slots slots = new Slots(TWO.withMaxConnections(1), LOOPS, () -> 1);
        Slot slot = slots.take(false);
        Ticket waiting = ticket();
        Ticket again = ticket();
        slots.enqueue(waiting, false);
        assertThat(slots.enqueue(again, true).grants()).isEmpty();
        Grant next = slots.free(slot).grants().get(0);
        assertThat(next.ticket()).isSameAs(again);
        assertThat(slots.free(next.slot()).grants().get(0).ticket()).isSameAs(waiting);
    }

    @Test
    void slotThatWasIdleLetsOthersInAtOnceIfWhoGetsItShares() {
        Slots slots = new Slots(TWO.withMaxConnections(1), LOOPS, () -> 1);
        Slot slot = slots.take(true);
        assertThat(slots.take(true)).as("nobody knows yet what it is good for").isNull();
        slots.keep(slot, 3, 0);
        assertThat(slots.take(true)).isSameAs(slot);
        assertThat(slots.take(true)).isSameAs(slot);
        assertThat(slots.take(false)).isNull();
        assertThat(slots.take(true)).isSameAs(slot);
        assertThat(slots.take(true)).isNull();
        slots.leave(slot, 3);
        slots.leave(slot, 3);
        slots.keep(slot, 3, 0);
        assertThat(slots.take(false)).isSameAs(slot);
        assertThat(slots.take(true)).as("the first has it alone").isNull();
    }

    /** The first of those who come together have a slot each; the more there are, the more get the same one in a row. */
    @Test
    void asManyInARowGetTheSameSlotAsThereAreForEach() {
        List<Slot> given = new ArrayList<>();
        Slots slots = new Slots(TWO.withMaxConnections(4).withMaxIdle(4), LOOPS, () -> given.size() + 1);
        Stream.generate(() -> slots.take(true)).limit(4).toList().forEach(slot -> slots.keep(slot, 16, 0));
        int rows = 0;
        for (int users = 1; users <= 64; users++) {
            Slot next = slots.take(true);
            rows += !given.isEmpty() && given.get(users - 2) == next ? 0 : 1;
            given.add(next);
            IntSummaryStatistics each =
                    given.stream().distinct().mapToInt(slot -> slot.users).summaryStatistics();
            assertThat(each.getMax() - (users < 4 ? 0 : each.getMin())).isLessThanOrEqualTo(1 + users / 4);
        }
        assertThat(new HashSet<>(given.subList(0, 4))).hasSize(4);
        assertThat(new HashSet<>(given.subList(4, 7))).hasSize(3);
        assertThat(rows).isLessThan(24);
        assertThat(given.stream().distinct().mapToInt(slot -> slot.users).sum()).isEqualTo(64);
        assertThat(slots.take(true)).isNull();
    }

    /** Nine are under way on one of three slots, the others are idle: those who come together get one of them together. */
    @Test
    void rowGoesOnThoughAnotherSlotIsIdle() {
        assertRowBehindTwoSlotsThatWereLeft(9, 3);
    }

    /** Each of eighteen sends another message when it hears that one is through: those that are yet to hear of it will do so as well. */
    @Test
    void whoIsThroughAndHasNotHeardOfItMakesTheRowLonger() {
        assertRowBehindTwoSlotsThatWereLeft(27, 9);
    }

    /** So many get the same slot one after the other, and the next another, when nine of the messages are under way on one of three slots. */
    private static void assertRowBehindTwoSlotsThatWereLeft(int messages, int length) {
        AtomicInteger inHand = new AtomicInteger(27);
        Slots slots = new Slots(TWO.withMaxConnections(3).withMaxIdle(3), LOOPS, inHand::get);
        Stream.generate(() -> slots.take(true)).limit(3).toList().forEach(slot -> slots.keep(slot, 9, 0));
        List<Slot> given = Stream.generate(() -> slots.take(true)).limit(27).toList();
        for (Slot over : given.stream().distinct().limit(2).toList()) {
            for (int left = 8; left > 0; left--) {
                slots.leave(over, 9);
            }
            slots.keep(over, 9, 0);
        }
        inHand.set(messages);
        List<Slot> row = Stream.generate(() -> slots.take(true)).limit(length).toList();
        assertThat(new HashSet<>(row)).hasSize(1);
        assertThat(slots.idle()).isEqualTo(1);
        assertThat(slots.take(true)).isNotSameAs(row.get(0));
    }

    @Test
    void eachSlotIsAtHomeOnTheNextLoop() {
        Slots slots = new Slots(TWO.withMaxConnections(6), THREE, () -> 1);
        List<Loop> homes =
                Stream.generate(() -> slots.take(false).home()).limit(6).toList();
        assertThat(new HashSet<>(homes)).hasSize(3);
        assertThat(homes.subList(3, 6)).isEqualTo(homes.subList(0, 3));
    }

    /** A connection is looked at where it is at home, so another one can take its place only there. */
    @Test
    void slotIsExchangedForOneOfTheSameHome() {
        Slots slots = new Slots(TWO.withMaxConnections(4).withMaxIdle(4), THREE, () -> 1);
        List<Slot> four = Stream.generate(() -> slots.take(false)).limit(4).toList();
        slots.keep(four.get(1), 1, 0);
        slots.keep(four.get(2), 1, 0);
        assertThat(slots.exchange(four.get(0))).isSameAs(four.get(0));
        slots.keep(four.get(3), 1, 0);
        slots.sweep(0);
        assertThat(slots.exchange(four.get(0))).isSameAs(four.get(3));
        assertThat(four.get(0).state).isEqualTo(Slot.State.FREE);
        assertThat(slots.idle()).isEqualTo(2);
    }

    @Test
    void whoIsGrantedASlotComesInTheOrderOfTheGrantsAndNobodyPastThem() {
        Slots slots = new Slots(TWO.withMaxConnections(1), LOOPS, () -> 1);
        Slot slot = slots.take(true);
        Ticket first = sharing();
        Ticket second = sharing();
        slots.enqueue(first, false);
        slots.enqueue(second, false);
        assertThat(slots.open(slot, 4).grants()).extracting(Grant::ticket).containsExactly(first, second);
        assertThat(slots.take(true)).as("while two are on the way").isNull();
        assertThat(slots.nextCalled(slot)).isSameAs(first);
        assertThat(slots.take(true)).as("while one is on the way").isNull();
        Ticket third = sharing();
        assertThat(slots.enqueue(third, false).grants()).hasSize(1);
        assertThat(slots.nextCalled(slot)).isSameAs(second);
        assertThat(slots.nextCalled(slot)).isSameAs(third);
        slots.leave(slot, 4);
        assertThat(slots.take(true)).isSameAs(slot);
    }

    private static Ticket sharing() {
        return new Ticket(POOL, Door.ANYWHERE, Watchdog.NEVER, Watchdog.NEVER, true);
    }

    private static Ticket ticket() {
        return new Ticket(POOL, Door.ANYWHERE, Watchdog.NEVER, Watchdog.NEVER, false);
    }

    /** Each loop takes a few files, of which there may be no more for a moment. */
    @Test
    void slotThatHasNoHomeIsNone() {
        boolean[] exhausted = {true};
        Slots slots = new Slots(
                PoolLimits.DEFAULT.withMaxConnections(1),
                new Loops(1, number -> {
                    if (exhausted[0]) {
                        throw new SocketException(SocketError.TOO_MANY_OPEN_SOCKETS);
                    }
                    return new Loop("slots-scarce-" + number);
                }),
                () -> 1);
        assertThatExceptionOfType(SocketException.class).isThrownBy(() -> slots.take(false));
        assertThat(slots.live()).isZero();
        exhausted[0] = false;
        assertThat(slots.take(false)).isNotNull();
    }
}
