package org.postrider.mail;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Has messages wait until all rates that they are under let them go: that of all, those of their recipients' domains, that of a connection.
 *
 * <p>Thread safe. Messages of one domain go in the order in which they came; those of another one don't wait behind them. A message to
 * several domains stands in line with the first, and goes when each of them lets it. Tokens are taken at that moment and all at once, so
 * that waiting for one rate wastes nothing of another. Whoever's turn it is hears of it when the lock is free, on the thread of the timer
 * or of whoever came.
 */
final class Pace {
    private static final int MANY_LINES = 1_000;

    /** A message's turn: done with the lane to take. */
    private static final class Turn extends CompletableFuture<Lane> {
        private final List<Line> lines;

        private Turn(List<Line> lines) {
            this.lines = lines;
        }

        /** When the domains let it go. */
        private long readyAt(long now) {
            long latest = now;
            for (Line line : lines) {
                Bucket bucket = line.bucket;
                if (bucket != null && bucket.readyAt() - latest > 0) {
                    latest = bucket.readyAt();
                }
            }
            return latest;
        }
    }

    /** The messages of a domain, or all if domains don't count. */
    private static final class Line {
        private final @Nullable Bucket bucket;
        private final Deque<Turn> waiting = new ArrayDeque<>();
        private long readyAt;
        private long number;

        private Line(@Nullable Bucket bucket) {
            this.bucket = bucket;
        }
    }

    private record Granted(Turn turn, Lane lane) {}

    private final RateLimits limits;
    private final MailerTime time;
    private final List<Lane> lanes;
    private final @Nullable Bucket all;
    private final Map<String, Line> lines = new HashMap<>(); // all guarded by this
    private final PriorityQueue<Line> queue = new PriorityQueue<>(Pace::inTurn);
    private int tooManyLines = MANY_LINES;
    private long numbers;
    private boolean waking;
    private long wakeAt;

    Pace(RateLimits limits, MailerTime time, List<Lane> lanes) {
        this.limits = limits;
        this.time = time;
        this.lanes = lanes;
        this.all = limits.all() == null ? null : new Bucket(limits.all(), time.nanos());
    }

    /** Lines that are ready for long go first; times are compared by their distance, for they may overflow. */
    private static int inTurn(Line a, Line b) {
        return a.readyAt == b.readyAt ? Long.compare(a.number, b.number) : Long.signum(a.readyAt - b.readyAt);
    }

    /** Waits for the turn of a message to these recipients. */
    CompletableFuture<Lane> enter(List<String> recipients) {
        Turn turn;
        synchronized (this) {
            long now = time.nanos();
            turn = new Turn(linesOf(recipients, now));
            Line home = turn.lines.get(0);
            home.waiting.add(turn);
            if (home.waiting.size() == 1) {
                home.readyAt = turn.readyAt(now);
                home.number = numbers++;
                queue.add(home);
            }
        }
        serve();
        return turn;
    }

    /** Waits no more. A lane that was given meanwhile is left. */
    void withdraw(CompletableFuture<Lane> turn) {
        if (turn.cancel(false)) {
            sweep();
        } else {
            turn.join().leave();
        }
    }

    synchronized int lines() {
        return lines.size();
    }

    /** Forgets those that were cancelled, and what their messages hold. */
    private synchronized void sweep() {
        List<Line> standing = List.copyOf(queue);
        queue.clear();
        for (Line line : standing) {
            line.waiting.removeIf(CompletableFuture::isCancelled);
            if (!line.waiting.isEmpty()) {
                line.readyAt = line.waiting.element().readyAt(time.nanos());
                queue.add(line);
            }
        }
    }

    /** Sends away who waits. */
    void refuse() {
        List<Turn> refused = new ArrayList<>();
        synchronized (this) {
            queue.forEach(line -> refused.addAll(line.waiting));
            queue.forEach(line -> line.waiting.clear());
            queue.clear();
        }
        refused.forEach(turn -> turn.cancel(false));
    }

    private List<Line> linesOf(List<String> recipients, long now) {
        if (!limits.countsDomains()) {
            return List.of(lines.computeIfAbsent("", none -> new Line(null)));
        }
        clearOut(now);
        Set<Line> each = new LinkedHashSet<>();
        for (String recipient : recipients) {
            String domain = recipient.substring(recipient.lastIndexOf('@') + 1).toLowerCase(Locale.ROOT);
            each.add(lines.computeIfAbsent(domain, name -> new Line(bucketOf(name, now))));
        }
        return List.copyOf(each);
    }

    private @Nullable Bucket bucketOf(String domain, long now) {
        RateLimit limit = limits.ofDomain(domain);
        return limit == null ? null : new Bucket(limit, now);
    }

    /** A line that nobody stands in and whose bucket is full is as good as none. */
    private void clearOut(long now) {
        if (lines.size() < tooManyLines) {
            return;
        }
        lines.values().removeIf(line -> line.waiting.isEmpty() && (line.bucket == null || line.bucket.isFull(now)));
        tooManyLines = Math.max(MANY_LINES, 2 * lines.size());
    }

    /** Lets go whoever may, and sees that the next one is thought of in time. */
    private void serve() {
        List<Granted> due = new ArrayList<>();
        synchronized (this) {
            long now = time.nanos();
            for (Granted next = next(now); next != null; next = next(now)) {
                due.add(next);
            }
            wakeLater(now);
        }
        for (Granted granted : due) {
            if (!granted.turn().complete(granted.lane())) {
                granted.lane().leave(); // It was cancelled at that moment.
            }
        }
    }

    private @Nullable Granted next(long now) {
        while (openAt(now) - now <= 0) {
            Line line = queue.peek();
            if (line == null || line.readyAt - now > 0) {
                return null;
            }
            queue.remove();
            Granted granted = first(line, now);
            if (!line.waiting.isEmpty()) {
                line.readyAt = line.waiting.element().readyAt(now);
                queue.add(line);
            }
            if (granted != null) {
                return granted;
            }
        }
        return null;
    }

    /** Lets the first in a line go; one that has to wait for another domain keeps its number, lest it wait for ever. */
    private @Nullable Granted first(Line line, long now) {
        Turn first = line.waiting.element();
        if (!first.isDone() && first.readyAt(now) - now > 0) {
            return null;
        }
        line.waiting.remove();
        line.number = numbers++;
        return first.isDone() ? null : new Granted(first, take(first, now));
    }

    private Lane take(Turn turn, long now) {
        if (all != null) {
            all.take(now);
        }
        for (Line line : turn.lines) {
            if (line.bucket != null) {
                line.bucket.take(now);
            }
        }
        Lane lane = lanes.stream()
                .filter(each -> each.isReady(now))
                .min(Comparator.comparingInt(each -> each.underWay().get()))
                .orElseThrow();
        lane.take(now);
        return lane;
    }

    /** When a message may go, if its domains let it: not before there is a token for all, and a connection. */
    private long openAt(long now) {
        long lane = lanes.get(0).readyAt(now);
        for (Lane each : lanes) {
            long ready = each.readyAt(now);
            lane = ready - lane < 0 ? ready : lane;
        }
        return all == null || all.readyAt() - lane < 0 ? lane : all.readyAt();
    }

    private void wakeLater(long now) {
        Line first = queue.peek();
        if (first == null) {
            return;
        }
        long open = openAt(now);
        long next = first.readyAt - open < 0 ? open : first.readyAt;
        if (!waking || next - wakeAt < 0) {
            waking = true;
            wakeAt = next;
            time.after(next - now, this::wake);
        }
    }

    private void wake() {
        synchronized (this) {
            waking = false;
        }
        serve();
    }
}
