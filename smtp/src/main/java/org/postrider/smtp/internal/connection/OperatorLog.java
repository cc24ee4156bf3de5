package org.postrider.smtp.internal.connection;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.postrider.smtp.ConnectionFacts;
import org.postrider.smtp.DeliveryException;
import org.postrider.smtp.DeliveryOutcome;
import org.postrider.smtp.SendResult;
import org.postrider.smtp.internal.Printable;

/**
 * What an operator reads: each connection and the end of each message at DEBUG; that mail doesn't get out to a server at WARNING, and
 * that it does again at INFO.
 *
 * <p>Each failure is told to whoever sends, so the log says it once, however many messages and senders meet it, and of a server that
 * fails now and then once a minute at most. Thread safe; it remembers the last thousand servers.
 */
final class OperatorLog {
    static final OperatorLog SHARED = new OperatorLog(System::nanoTime);

    private static final System.Logger LOG = System.getLogger("org.postrider.smtp");
    private static final long PAUSE = TimeUnit.MINUTES.toNanos(1);
    private static final int MOST = 1000;

    private final Map<String, Long> failing = new ConcurrentHashMap<>(); // servers, and when that was told
    private final LongSupplier clock;

    OperatorLog(LongSupplier clock) {
        this.clock = clock;
    }

    void opened(ConnectionFacts facts, Duration took) {
        write(Level.DEBUG, () -> {
            String tls = facts.tls().map(t -> ", " + t.protocol()).orElse(", in clear");
            String login = facts.mechanism() == null ? "" : ", AUTH " + facts.mechanism();
            return facts.server() + ": connected to " + facts.address() + " in " + took.toMillis() + " ms" + tls
                    + login;
        });
    }

    void closed(String server, String reason) {
        write(Level.DEBUG, () -> server + ": connection closed: " + reason);
    }

    void ended(String server, Delivery delivery) {
        try {
            SendResult result = delivery.outcome();
            if (LOG.isLoggable(Level.DEBUG)) { // Or else each message would leave a supplier behind.
                write(Level.DEBUG, () -> server + ": " + result);
            }
            works(server);
        } catch (DeliveryException e) {
            write(Level.DEBUG, () -> server + ": " + e.result().outcome() + ", " + e.kind() + ": " + e.getMessage());
            judge(server, e);
        }
    }

    /** A server that says no to a message works; what its sender or its content did says nothing of the server. */
    private void judge(String server, DeliveryException failure) {
        switch (failure.kind()) {
            case CANCELLED, CONTENT, NOT_SUPPORTED -> {}
            default -> {
                if (failure.result().outcome() == DeliveryOutcome.REFUSED) {
                    works(server);
                } else {
                    fails(server, String.valueOf(failure.getMessage()));
                }
            }
        }
    }

    void fails(String server, String why) {
        if (failing.containsKey(server)) {
            return;
        }
        makeRoom();
        if (failing.putIfAbsent(server, clock.getAsLong()) == null) {
            write(
                    Level.WARNING,
                    () -> server + ": mail is not sent: " + why + " (said once; further failures are at DEBUG)");
        }
    }

    void works(String server) {
        Long told = failing.isEmpty() ? null : failing.get(server);
        if (told != null && clock.getAsLong() - told >= PAUSE && failing.remove(server, told)) {
            write(Level.INFO, () -> server + ": mail is sent again");
        }
    }

    /** Forgets the server that was told of first, when there are too many. */
    private void makeRoom() {
        if (failing.size() >= MOST) {
            long now = clock.getAsLong();
            failing.entrySet().stream()
                    .max(Comparator.comparingLong(told -> now - told.getValue()))
                    .ifPresent(oldest -> failing.remove(oldest.getKey()));
        }
    }

    /** Tells of what went wrong within the engine, and goes on. */
    static void report(Level level, String what, Throwable failure) {
        guarded(() -> LOG.log(level, what, failure));
    }

    /** It is one line, whatever others have put into it. */
    private static void write(Level level, Supplier<String> line) {
        guarded(() -> LOG.log(level, () -> Printable.escape(line.get())));
    }

    /** As far as that is possible: what a handler of the log throws is no reason that a message is never told of its end. */
    private static void guarded(Runnable log) {
        try {
            log.run();
        } catch (RuntimeException | Error untold) {
            Thread.interrupted(); // All that it may have left behind.
        }
    }
}
