package org.postrider.smtp.internal.connection;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.IntUnaryOperator;
import java.util.function.LongSupplier;
import org.postrider.smtp.ServerAddress;
import org.postrider.smtp.SmtpOptions;
import org.postrider.smtp.internal.session.Failure;

/**
 * The servers of a service, in the order in which a new connection tries them: by priority, and among equals drawn by weight (RFC
 * 2782). One that has just failed is tried last for a while, so that not every connection waits for it anew. Thread safe.
 */
final class Servers {
    private static final long REST = TimeUnit.SECONDS.toNanos(30);

    private final SmtpOptions options;
    private final IntUnaryOperator random;
    private final LongSupplier clock;
    private final Map<ServerAddress, Long> failures = new ConcurrentHashMap<>();

    Servers(SmtpOptions options) {
        this(options, bound -> ThreadLocalRandom.current().nextInt(bound), System::nanoTime);
    }

    /**
     * Makes servers.
     *
     * @param random gives a number from 0 to below its argument
     * @param clock in nanoseconds
     */
    Servers(SmtpOptions options, IntUnaryOperator random, LongSupplier clock) {
        this.options = options;
        this.random = random;
        this.clock = clock;
    }

    /** Gives options for each server, in order; at least one. */
    private Iterator<SmtpOptions> inOrder() {
        List<ServerAddress> servers = options.route().servers();
        if (servers.isEmpty()) {
            return List.of(options).iterator();
        }
        List<ServerAddress> order = new ArrayList<>();
        List<ServerAddress> left = new ArrayList<>(servers);
        left.sort(Comparator.comparingInt(ServerAddress::priority).thenComparingInt(ServerAddress::weight));
        while (!left.isEmpty()) {
            order.add(left.remove(draw(left)));
        }
        order.sort(Comparator.comparing(this::isResting)); // Stable: the rest of the order stays.
        return order.stream().map(this::towards).iterator();
    }

    /** Draws from those of the first priority. Weight 0 stands first and so has its chance, however small. */
    private int draw(List<ServerAddress> left) {
        int priority = left.get(0).priority();
        List<ServerAddress> equals =
                left.stream().filter(s -> s.priority() == priority).toList();
        int total = equals.stream().mapToInt(ServerAddress::weight).sum();
        int chosen = random.applyAsInt(total + 1);
        int sum = 0;
        for (int i = 0; i < equals.size(); i++) {
            sum += equals.get(i).weight();
            if (sum >= chosen) {
                return i;
            }
        }
        return equals.size() - 1;
    }

    private boolean isResting(ServerAddress server) {
        Long failed = failures.get(server);
        return failed != null && clock.getAsLong() - failed < REST;
    }

    private SmtpOptions towards(ServerAddress server) {
        return options.toBuilder().host(server.host()).port(server.port()).build();
    }

    /** Begins to look for a server that takes a message. */
    Tour tour() {
        return new Tour(inOrder());
    }

    /** The way of one message from server to server, until one takes it. Used by the message's conversation; the watchdog asks. */
    final class Tour {
        private final Iterator<SmtpOptions> order;
        private volatile boolean mayGoOn;
        private SmtpOptions current = options;

        private Tour(Iterator<SmtpOptions> order) {
            this.order = order;
        }

        /** Gives the server to connect to; there is one more than there were failures to go on from. */
        SmtpOptions next() {
            current = order.next();
            mayGoOn = order.hasNext();
            return current;
        }

        /** Here is a server that takes messages: whatever it says is the last word. */
        void arrived() {
            mayGoOn = false;
        }

        /** Tells whether there is another server, and none has been arrived at. */
        boolean mayGoOn() {
            return mayGoOn;
        }

        /** Learns of a failure, and tells whether to try the next server: not when this one saw a login, or isn't who it should be. */
        boolean goesOn(Failure why) {
            boolean unusable = switch (why.kind()) {
                case CONNECTION, TIMEOUT, PROTOCOL, REFUSED -> true;
                default -> false;
            };
            if (unusable && mayGoOn) {
                failed(current);
            }
            return unusable && mayGoOn;
        }
    }

    private void failed(SmtpOptions tried) {
        options.route().servers().stream()
                .filter(server -> server.host().equals(tried.host()) && server.port() == tried.port())
                .forEach(server -> failures.put(server, clock.getAsLong()));
    }
}
