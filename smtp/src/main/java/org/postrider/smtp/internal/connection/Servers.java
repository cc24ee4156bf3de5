package org.postrider.smtp.internal.connection;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.IntUnaryOperator;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.ServerAddress;
import org.postrider.smtp.SmtpOptions;
import org.postrider.smtp.internal.dns.NoServersException;
import org.postrider.smtp.internal.dns.ServiceRecords;
import org.postrider.smtp.internal.dns.SubmissionServers;
import org.postrider.smtp.internal.session.Failure;
import org.postrider.smtp.internal.session.LoginFacts;

/**
 * The servers of a service, in the order in which a new connection tries them: by priority, and among equals drawn by weight (RFC
 * 2782). One that has just failed is tried last for a while, so that not every connection waits for it anew. What DNS has said is
 * believed for as long, as the JDK does with addresses, for its answers come without their time to live. Thread safe.
 */
final class Servers {
    private static final long REST = TimeUnit.SECONDS.toNanos(30);

    private volatile SmtpOptions options;
    private final IntUnaryOperator random;
    private final LongSupplier clock;
    private final SubmissionServers dns;
    private final Map<ServerAddress, Long> failures = new ConcurrentHashMap<>();
    private volatile @Nullable Answer answer;

    /** What DNS has said, and when. */
    private record Answer(List<ServerAddress> servers, long time) {}

    Servers(SmtpOptions options) {
        this(options, ServiceRecords.SYSTEM);
    }

    Servers(SmtpOptions options, ServiceRecords dns) {
        this(options, bound -> ThreadLocalRandom.current().nextInt(bound), System::nanoTime, dns);
    }

    /**
     * Makes servers.
     *
     * @param random gives a number from 0 to below its argument
     * @param clock in nanoseconds
     * @param dns who is asked for them, if the options say so
     */
    Servers(SmtpOptions options, IntUnaryOperator random, LongSupplier clock, ServiceRecords dns) {
        this.options = options;
        this.random = random;
        this.clock = clock;
        this.dns = new SubmissionServers(dns);
    }

    private List<ServerAddress> found() throws NoServersException {
        if (!options.route().isServersFromDns()) {
            return options.route().servers();
        }
        Answer known = answer;
        if (known == null || clock.getAsLong() - known.time >= REST) {
            known = new Answer(dns.find(options), clock.getAsLong());
            answer = known;
        }
        return known.servers;
    }

    private Iterator<ServerAddress> inOrder(List<ServerAddress> servers) {
        List<ServerAddress> order = new ArrayList<>();
        List<ServerAddress> left = new ArrayList<>(servers);
        left.sort(Comparator.comparingInt(ServerAddress::priority).thenComparingInt(ServerAddress::weight));
        while (!left.isEmpty()) {
            order.add(left.remove(draw(left)));
        }
        order.sort(Comparator.comparing(this::isResting)); // Stable: the rest of the order stays.
        return order.iterator();
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

    /** Learns that a server offers CHUNKING and doesn't know BDAT: it is sent to by DATA from now on. */
    void sendWithoutChunks() {
        Set<String> ignored = new HashSet<>(options.ignoredExtensions());
        if (ignored.add("CHUNKING")) {
            options = options.toBuilder()
                    .ignoredExtensions(ignored.toArray(String[]::new))
                    .build();
        }
    }

    /** Begins to look for a server that takes a message. */
    Tour tour() {
        return new Tour();
    }

    /**
     * The way of one message from server to server, until one takes it. Used by the message's conversation, and by the worker that looks
     * a server up for it; the watchdog asks.
     */
    final class Tour {
        private volatile @Nullable Iterator<ServerAddress> order;
        private volatile @Nullable ServerAddress current;
        private volatile boolean mayGoOn;
        private volatile boolean repeated;

        private Tour() {}

        /** Gives what makes the connection, but for the server if there are several. */
        SmtpOptions service() {
            return options;
        }

        /**
         * Gives the server to connect to; there is one more than there were failures to go on from. May wait for a name server.
         *
         * @throws NoServersException if DNS was asked for the servers and has none
         */
        SmtpOptions next() throws NoServersException {
            ServerAddress last = current;
            if (repeated && last != null) {
                return towards(last);
            }
            Iterator<ServerAddress> left = order;
            if (left == null) {
                left = inOrder(found());
                order = left;
            }
            if (!left.hasNext()) {
                return last == null ? options : towards(last); // It is one server, or the last of them.
            }
            ServerAddress server = left.next();
            current = server;
            mayGoOn = left.hasNext();
            return towards(server);
        }

        private SmtpOptions towards(ServerAddress server) {
            return options.toBuilder().host(server.host()).port(server.port()).build();
        }

        /** Has the next connection go where the last one went, with what was learnt there. */
        void repeat() {
            repeated = true;
        }

        /** Here is a server that takes messages: whatever it says is the last word. */
        void arrived() {
            mayGoOn = false;
        }

        /** Tells whether there is another server, and none has been arrived at. */
        boolean mayGoOn() {
            return mayGoOn;
        }

        /**
         * Learns of a failure, and tells whether to try the next server: not when this one isn't who it should be, or saw a login, for
         * a password is shown to one server.
         */
        boolean goesOn(Failure why, LoginFacts login) {
            boolean unusable = switch (why.kind()) {
                case CONNECTION, TIMEOUT, PROTOCOL, REFUSED -> !login.shown();
                default -> false;
            };
            ServerAddress tried = current;
            if (unusable && mayGoOn && tried != null) {
                failures.put(tried, clock.getAsLong());
            }
            return unusable && mayGoOn;
        }
    }
}
