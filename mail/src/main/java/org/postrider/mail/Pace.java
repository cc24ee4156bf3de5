package org.postrider.mail;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Has messages wait until all rates that they are under let them go: that of all, those of their recipients' domains, that of a connection.
 *
 * <p>Thread safe. Messages of one domain go in the order in which they came; those of another one don't wait behind them. A message to
 * several domains stands in line with the slowest, or of equally slow ones with that where most wait, and goes when each of them lets it:
 * those behind it wait for another domain no longer than for the next tokens of a faster one. Tokens are taken at that moment and all at
 * once, so that waiting for one rate wastes nothing of another. Whoever's turn it is hears of it when the lock is free, on the thread of
 * the timer or of whoever came.
 */
final class Pace {
    private static final int MANY_LINES = 1_000;
    private static final Comparator<Line> SLOWEST = Comparator.comparingLong(Line::interval)
            .thenComparingInt(line -> line.waiting.size())
            .reversed();

    /** A message's turn: done with the lane to take. */
    private static final class Turn extends CompletableFuture<Lane> {
        private final List<Line> lines; // the first is the one it stands in

        private Turn(List<Line> lines) {
            this.lines = lines;
        }

        private Line home() {
            return lines.get(0);
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
        private final Set<Turn> waiting = new LinkedHashSet<>();
        private int turns; // that need it, wherever they stand
        private long readyAt;
        private long number;

        private Line(@Nullable Bucket bucket) {
            this.bucket = bucket;
        }

        private Turn first() {
            return waiting.iterator().next();
        }

        private long interval() {
            return bucket == null ? 0 : bucket.interval();
        }
    }

    private record Granted(Turn turn, Lane lane) {}

    private final RateLimits limits;
    private final MailerTime time;
    private final List<Lane> lanes;
    private final @Nullable Bucket all;
    private final Map<String, Line> lines = new HashMap<>(); // all guarded by this
    private final NavigableSet<Line> queue = new TreeSet<>(Pace::inTurn); // those that somebody stands in
    private int tooManyLines = MANY_LINES;
    private long numbers;
    private boolean refused;
    private @Nullable Runnable alarm; // calls off the timer that stands
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
            if (refused) {
                turn.cancel(false);
                return turn;
            }
            turn.lines.forEach(line -> line.turns++);
            Line home = turn.home();
            home.waiting.add(turn);
            if (home.waiting.size() == 1) {
                home.number = numbers++;
                stand(home, now);
            }
        }
        serve();
        return turn;
    }

    /** Waits no more. A lane that was given meanwhile is left. */
    void withdraw(CompletableFuture<Lane> turn) {
        if (!turn.cancel(false)) {
            turn.join().leave();
            return;
        }
        if (turn instanceof Turn gone) {
            remove(gone);
        }
        serve(); // Those behind it may have waited for what it waited for.
    }

    private synchronized void remove(Turn turn) {
        Line home = turn.home();
        if (!home.waiting.contains(turn)) {
            return;
        }
        boolean isFirst = home.first() == turn;
        drop(turn);
        if (isFirst) {
            queue.remove(home);
            stand(home, time.nanos());
        }
    }

    synchronized int lines() {
        return lines.size();
    }

    /** Sends away who waits, and who comes from now on. */
    void refuse() {
        List<Turn> waiting = new ArrayList<>();
        synchronized (this) {
            refused = true;
            queue.forEach(line -> waiting.addAll(line.waiting));
            waiting.forEach(Pace::drop);
            queue.clear();
            callOff();
        }
        waiting.forEach(turn -> turn.cancel(false));
    }

    /** Has a line wait for its first turn, if there is one. Its place in the queue depends on that: it must not be there yet. */
    private void stand(Line line, long now) {
        if (!line.waiting.isEmpty()) {
            line.readyAt = line.first().readyAt(now);
            queue.add(line);
        }
    }

    private static void drop(Turn turn) {
        turn.home().waiting.remove(turn);
        turn.lines.forEach(line -> line.turns--);
    }

    /** The lines of all domains that have a rate, the one to stand in first; if none has, that of the first domain. */
    private List<Line> linesOf(List<String> recipients, long now) {
        if (!limits.countsDomains()) {
            return List.of(lines.computeIfAbsent("", none -> new Line(null)));
        }
        clearOut(now);
        Set<Line> each = new LinkedHashSet<>();
        for (String recipient : recipients) {
            String domain = RateLimits.domainOf(recipient);
            each.add(lines.computeIfAbsent(domain, name -> new Line(bucketOf(name, now))));
        }
        if (each.size() == 1) {
            return List.copyOf(each);
        }
        List<Line> limited = each.stream()
                .filter(line -> line.bucket != null)
                .sorted(SLOWEST)
                .toList();
        return limited.isEmpty() ? List.of(each.iterator().next()) : limited;
    }

    private @Nullable Bucket bucketOf(String domain, long now) {
        RateLimit limit = limits.ofDomain(domain);
        return limit == null ? null : new Bucket(limit, now);
    }

    /** A line that nobody needs and whose bucket is full is as good as none. */
    private void clearOut(long now) {
        if (lines.size() < tooManyLines) {
            return;
        }
        lines.values().removeIf(line -> line.turns == 0 && (line.bucket == null || line.bucket.isFull(now)));
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
            if (queue.isEmpty() || queue.first().readyAt - now > 0) {
                return null;
            }
            Line line = queue.first();
            queue.remove(line);
            Granted granted = first(line, now);
            stand(line, now);
            if (granted != null) {
                return granted;
            }
        }
        return null;
    }

    /** Lets the first in a line go; one that has to wait for another domain keeps its number, lest it wait for ever. */
    private @Nullable Granted first(Line line, long now) {
        Turn first = line.first();
        if (!first.isDone() && first.readyAt(now) - now > 0) {
            return null;
        }
        drop(first);
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
        if (queue.isEmpty()) {
            callOff();
            return;
        }
        long open = openAt(now);
        long ready = queue.first().readyAt;
        long next = ready - open < 0 ? open : ready;
        if (alarm == null || next - wakeAt < 0) {
            callOff();
            wakeAt = next;
            alarm = time.after(next - now, this::wake);
        }
    }

    private void wake() {
        synchronized (this) {
            callOff(); // There is one timer at most, even if this one was called off in vain.
        }
        serve();
    }

    private void callOff() {
        if (alarm != null) {
            alarm.run();
            alarm = null;
        }
    }
}
