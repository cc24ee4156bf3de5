package org.postrider.smtp.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.postrider.smtp.PoolLimits;
import org.postrider.smtp.internal.connection.Slots.Grant;
import org.postrider.smtp.internal.connection.Slots.Moves;

/** Slots that several use are given to as many as they are good for, whatever happens, in whatever order. */
class SharedSlotsTest {
    private static final PoolLimits TWO = PoolLimits.DEFAULT.withMaxConnections(2);
    private static final Loops LOOPS = new Loops("shared-slots", 1);
    private static final ConnectionPool POOL = new ConnectionPool(TWO, LOOPS, () -> 1);

    /** As many steps in a row as two slots need to be filled, narrowed and emptied. */
    private static final int DEPTH = 7;

    /** What a connection is good for at once as long as it isn't worn. */
    private static final int WINDOW = 3;

    /** What can happen next; a step that can't happen in a state is passed over. */
    private enum Happening {
        REQUEST(model -> model.request(true)),
        REQUEST_ALONE(model -> model.request(false)),
        OPEN(Model::open),
        WEAR(Model::wear),
        GIVE_BACK_FIRST(model -> model.giveBack(0)),
        GIVE_BACK_LAST(model -> model.giveBack(model.leases.size() - 1)),
        LOSE(Model::lose),
        CARRY_OUT_GRANT(Model::carryOutGrant),
        LOWER(model -> model.limit(1)),
        RAISE(model -> model.limit(2));

        private final Consumer<Model> step;

        Happening(Consumer<Model> step) {
            this.step = step;
        }
    }

    /** A slot that somebody has. */
    private record Lease(Slot slot, boolean sharing) {}

    /** A pool without connections: who has a slot, who waits for one, and who is on the way. */
    private static final class Model extends EveryOrder.State {
        final Slots slots = new Slots(TWO, LOOPS, this::messages);
        final List<Lease> leases = new ArrayList<>();
        final Deque<Ticket> queue = new ArrayDeque<>();
        final Deque<Grant> grants = new ArrayDeque<>();
        final Map<Slot, Integer> windows = new HashMap<>(); // none as long as nobody knows
        final Set<Slot> worn = new HashSet<>();
        private int most = 2;

        private int messages() {
            return leases.size() + grants.size() + queue.size() + 1;
        }

        void request(boolean sharing) {
            int before = slots.live();
            Slot slot = slots.take(sharing);
            if (slot != null) {
                assertThat(queue).as("nobody is overtaken").isEmpty();
                leases.add(new Lease(slot, sharing));
                came(slot, before);
                return;
            }
            Ticket ticket = new Ticket(POOL, Door.ANYWHERE, Watchdog.NEVER, Watchdog.NEVER, sharing);
            queue.add(ticket);
            take(slots.enqueue(ticket, false));
        }

        /** Somebody has got a slot; if others have it as well, it has to be open. */
        private void came(Slot slot, int live) {
            if (slot.users > 1) {
                assertThat(worn).as("nobody joins what is worn").doesNotContain(slot);
                assertThat(slot.users).as("nobody is one too many").isLessThanOrEqualTo(windows.getOrDefault(slot, 1));
                assertThat(live).as("nobody joins while there are too many").isLessThanOrEqualTo(most);
            }
        }

        /** The first message on a slot is under way. */
        void open() {
            Lease first = first(lease -> lease.sharing);
            if (isPossible(first != null)) {
                windows.put(first.slot, window(first.slot));
                take(slots.open(first.slot, window(first.slot)));
            }
        }

        private int window(Slot slot) {
            return worn.contains(slot) ? 0 : WINDOW;
        }

        /** What is on it goes on; the pool hears of it with the next message that comes or goes. */
        void wear() {
            Lease first = first(lease -> !worn.contains(lease.slot));
            if (isPossible(first != null)) {
                worn.add(first.slot);
                windows.put(first.slot, 0);
                take(slots.open(first.slot, 0));
            }
        }

        private @Nullable Lease first(Predicate<Lease> which) {
            return leases.stream()
                    .filter(lease -> lease.slot.state == Slot.State.LEASED)
                    .filter(which)
                    .findFirst()
                    .orElse(null);
        }

        void giveBack(int number) {
            if (isPossible(number >= 0 && number < leases.size())) {
                giveBack(leases.remove(number).slot);
            }
        }

        /** As the pool does it. */
        private void giveBack(Slot slot) {
            windows.put(slot, window(slot));
            Moves moves = slots.leave(slot, window(slot));
            if (moves != null) {
                take(moves);
            } else if (slot.state == Slot.State.FREE || worn.contains(slot)) {
                take(slots.free(slot));
            } else {
                take(slots.keep(slot, WINDOW, 0));
            }
        }

        /** A connection is lost: its users come back one after the other, and those on the way find it so. */
        void lose() {
            Lease first = first(lease -> true);
            if (isPossible(first != null)) {
                List<Lease> users = leases.stream()
                        .filter(lease -> lease.slot == first.slot)
                        .toList();
                leases.removeAll(users);
                users.forEach(lease -> take(slots.free(lease.slot)));
            }
        }

        void carryOutGrant() {
            if (isPossible(!grants.isEmpty())) {
                Grant grant = grants.remove();
                assertThat(slots.nextCalled(grant.slot())).isSameAs(grant.ticket());
                if (grant.slot().state == Slot.State.FREE) {
                    giveBack(grant.slot());
                } else {
                    leases.add(new Lease(grant.slot(), grant.ticket().isSharing()));
                }
            }
        }

        void limit(int connections) {
            if (isPossible(most != connections)) {
                most = connections;
                take(slots.limit(TWO.withMaxConnections(connections)));
            }
        }

        private void take(Moves moves) {
            for (Grant grant : moves.grants()) {
                assertThat(grant.ticket()).as("first come, first served").isSameAs(queue.poll());
                grants.add(grant);
                came(grant.slot(), slots.live());
            }
            assertThat(moves.evicted()).allMatch(slot -> slot.state == Slot.State.FREE && slot.users == 0);
        }

        @Override
        void check() {
            List<Slot> used = Stream.concat(
                            leases.stream().map(Lease::slot), grants.stream().map(Grant::slot))
                    .toList();
            assertThat(used).allSatisfy(slot -> assertThat(slot.users).isEqualTo(Collections.frequency(used, slot)));
            long leased = used.stream()
                    .distinct()
                    .filter(slot -> slot.state == Slot.State.LEASED)
                    .count();
            assertThat(slots.live()).isEqualTo((int) leased + slots.idle());
            assertThat(slots.waiting()).isEqualTo(queue.size());
            assertThat(leases.stream().filter(lease -> !lease.sharing).map(Lease::slot))
                    .as("who wants one alone has it alone")
                    .allMatch(slot -> slot.users == 1);
            if (slots.live() > most) {
                assertThat(slots.idle()).as("what is idle goes first").isZero();
            }
            checkFirst(used);
        }

        private void checkFirst(List<Slot> used) {
            Ticket first = queue.peek();
            if (first == null) {
                return;
            }
            assertThat(slots.idle()).as("nobody waits for what is idle").isZero();
            assertThat(slots.live()).as("nobody waits for what could be made").isGreaterThanOrEqualTo(most);
            if (first.isSharing() && slots.live() <= most) {
                assertThat(used)
                        .as("nobody waits where there is room")
                        .noneMatch(slot -> slot.state == Slot.State.LEASED && slot.users < slot.window);
            }
        }
    }

    @Test
    void everyOrderOfStepsKeepsThePromises() {
        List<Consumer<Model>> steps =
                Stream.of(Happening.values()).map(each -> each.step).toList();
        assertThat(EveryOrder.tryAll(Model::new, steps, DEPTH)).isGreaterThan(50_000);
    }
}
