package org.postrider.benchmarks.load;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Who sends. In the order of the tables: ours, the yardsticks, the peers. */
enum ClientKind {
    /** {@code SmtpClient.send}, a client and a thread for each connection. */
    POSTRIDER_SEND(PostriderBlocking::new, Way.AWAITED),
    /** {@code SmtpSender.sendAsync}, each send awaited before the next on its connection. */
    POSTRIDER_AWAITED(PostriderAsync::new, Way.AWAITED),
    /** {@code SmtpSender.sendAsync}, many in flight. */
    POSTRIDER_FLIGHT(PostriderAsync::new, Way.IN_FLIGHT),
    /** {@code Mailer.send}, many in flight. */
    POSTRIDER_MAILER(PostriderMailer::new, Way.IN_FLIGHT),
    /** The least that a JVM can do for a message with one round trip: composed and written without any check. */
    LIMIT_AWAITED(LimitBlocking::new, Way.AWAITED, Need.CHUNKING, Need.CLEAR),
    /** The same with many in flight. */
    LIMIT_FLIGHT(LimitFlight::new, Way.IN_FLIGHT, Need.CHUNKING, Need.CLEAR),
    /** Postfix's own load generator, in C: ready bytes, lock step. */
    SMTP_SOURCE(null, Way.AWAITED, Need.CLEAR),
    /** HubSpot's NioSmtpClient, which has no composer: ready bytes. */
    NIO_SMTP_CLIENT(NioSmtp::new, Way.AWAITED),
    /** Angus Mail as it comes. */
    ANGUS(Angus::asItComes, Way.AWAITED),
    /** Angus Mail as its experts set it up. */
    ANGUS_TUNED(Angus::tuned, Way.AWAITED),
    /** Simple Java Mail with its own pool. */
    SIMPLE_JAVA_MAIL(SimpleJavaMail::new, Way.AWAITED),
    /** Vert.x Mail with its own pool. */
    VERTX(Vertx::new, Way.AWAITED);

    /** What a client can't do without. */
    private enum Need {
        CHUNKING,
        CLEAR
    }

    /** Whether a lane waits for one message before the next. */
    private enum Way {
        AWAITED,
        IN_FLIGHT
    }

    private interface Maker {
        LoadClient connect(Target target) throws Exception;
    }

    private final @Nullable Maker maker;
    private final Way way;
    private final List<Need> needs;

    ClientKind(@Nullable Maker maker, Way way, Need... needs) {
        this.maker = maker;
        this.way = way;
        this.needs = List.of(needs);
    }

    /** {@return whether it runs in a JVM of its own, and not as a program of somebody else} */
    boolean isJava() {
        return maker != null;
    }

    LoadClient connect(Target target) throws Exception {
        if (maker == null) {
            throw new IllegalStateException(this + " is a program of its own");
        }
        return maker.connect(target);
    }

    /** {@return whether it can do what the scenario asks} */
    boolean fits(Scenario scenario) {
        boolean chunking = !needs.contains(Need.CHUNKING) || scenario.isChunking();
        boolean clear = !needs.contains(Need.CLEAR) || !scenario.isTls();
        return chunking && clear;
    }

    /** {@return whether it can do without CHUNKING, which Postfix's smtp-sink doesn't know} */
    boolean fitsPostfix() {
        return !needs.contains(Need.CHUNKING);
    }

    boolean isOurs() {
        return name().startsWith("POSTRIDER");
    }

    /** {@return how many messages a lane has under way} */
    int depth(Scenario scenario) {
        return way == Way.IN_FLIGHT ? scenario.depth() : 1;
    }

    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static ClientKind of(String label) {
        return Stream.of(values())
                .filter(each -> each.label().equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no client %s".formatted(label)));
    }
}
