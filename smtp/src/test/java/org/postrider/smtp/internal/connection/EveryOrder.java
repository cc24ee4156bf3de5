package org.postrider.smtp.internal.connection;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Tries all orders of the steps that something can take, up to so many in a row, and has it checked behind each. */
final class EveryOrder<S extends EveryOrder.State> {
    /** What the steps change. */
    abstract static class State {
        boolean moved = true; // by the last step; one that wasn't possible leads nowhere

        /** Notes whether a step is possible. */
        final boolean isPossible(boolean condition) {
            moved = condition;
            return condition;
        }

        final boolean hasMoved() {
            boolean did = moved;
            moved = true;
            return did;
        }

        /** Fails if something isn't as it should be. */
        abstract void check();
    }

    private final Supplier<S> start;
    private final List<Consumer<S>> steps;
    private final int depth;
    private final List<Consumer<S>> history = new ArrayList<>();

    private EveryOrder(Supplier<S> start, List<Consumer<S>> steps, int depth) {
        this.start = start;
        this.steps = steps;
        this.depth = depth;
    }

    /** Gives how many orders there were. */
    static <S extends State> long tryAll(Supplier<S> start, List<Consumer<S>> steps, int depth) {
        return new EveryOrder<>(start, steps, depth).tryAll();
    }

    private long tryAll() {
        @Nullable S state = replay();
        if (state == null) {
            return 0;
        }
        state.check();
        long tried = 1;
        if (history.size() < depth) {
            for (Consumer<S> next : steps) {
                history.add(next);
                tried += tryAll();
                history.remove(history.size() - 1);
            }
        }
        return tried;
    }

    /** Gives the state behind the steps, or null if the last of them wasn't possible. */
    private @Nullable S replay() {
        S state = start.get();
        boolean moved = true;
        for (Consumer<S> step : history) {
            step.accept(state);
            moved = state.hasMoved();
        }
        return moved ? state : null;
    }
}
