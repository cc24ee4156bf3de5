package org.postrider.cli;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.SmtpListener;
import org.postrider.smtp.SmtpReply;
import org.postrider.smtp.TlsFacts;

/**
 * Writes down what a connection shows of its server, and how long each step took. For one connection, or those to one server of a
 * service after the other, on the thread that makes them.
 */
final class Findings implements SmtpListener {
    /**
     * How long something took.
     *
     * @param name what
     * @param time how long
     */
    record Step(String name, Duration time) {}

    private final SmtpListener next;
    private final Map<InetSocketAddress, String> attempts = new LinkedHashMap<>();
    private final List<Step> steps = new ArrayList<>();
    private long last = System.nanoTime();
    private String verb = "greeting";
    private @Nullable SmtpReply greeting;
    private @Nullable Instant greeted;
    private @Nullable Offer clear;
    private @Nullable Offer secured;
    private @Nullable TlsFacts tls;

    Findings(SmtpListener next) {
        this.next = next;
    }

    /** Lets the clock run from here on. */
    void begin() {
        last = System.nanoTime();
    }

    /** Gives each address that was tried with what came of it: nothing but a connection is the empty text. */
    Map<InetSocketAddress, String> attempts() {
        return attempts;
    }

    List<Step> steps() {
        return steps;
    }

    @Nullable
    SmtpReply greeting() {
        return greeting;
    }

    @Nullable
    Instant greeted() {
        return greeted;
    }

    /** What was offered before TLS, or without it; null if that wasn't asked. */
    @Nullable
    Offer clear() {
        return clear;
    }

    @Nullable
    Offer secured() {
        return secured;
    }

    @Nullable
    TlsFacts tls() {
        return tls;
    }

    @Override
    public void connecting(InetSocketAddress address) {
        if (attempts.isEmpty()) {
            ended("lookup");
        }
        forget();
        attempts.put(address, "was given up");
        next.connecting(address);
    }

    /** What a server before this one has shown, that couldn't be used after all, is nothing of this one's. */
    private void forget() {
        verb = "greeting";
        greeting = null;
        greeted = null;
        clear = null;
        secured = null;
        tls = null;
    }

    @Override
    public void unreachable(InetSocketAddress address, String reason) {
        attempts.put(address, reason);
        next.unreachable(address, reason);
    }

    @Override
    public void connected(InetSocketAddress address) {
        attempts.put(address, "");
        ended("connect");
        next.connected(address);
    }

    @Override
    public void command(String line) {
        boolean word = Character.isLetter(line.codePointAt(0)); // A response of AUTH is shown as asterisks.
        verb = word ? line.split(" ", 2)[0] : verb;
        next.command(line);
    }

    @Override
    public void reply(SmtpReply reply) {
        ended(verb + (tls != null && verb.equals("EHLO") && clear != null ? " under TLS" : ""));
        if (verb.equals("greeting")) {
            greeting = reply;
            greeted = Instant.now();
        } else if (verb.equals("EHLO") && reply.isPositive()) {
            learn(Offer.of(reply));
        }
        next.reply(reply);
    }

    private void learn(Offer offer) {
        if (tls == null) {
            clear = offer;
        } else {
            secured = offer;
        }
    }

    @Override
    public void secured(TlsFacts facts) {
        tls = facts;
        ended("TLS handshake");
        next.secured(facts);
    }

    @Override
    public void closed(String reason) {
        next.closed(reason);
    }

    /** A login of several questions is one step. */
    private void ended(String name) {
        long now = System.nanoTime();
        Duration time = Duration.ofNanos(now - last);
        last = now;
        int before = steps.size() - 1;
        if (before >= 0 && steps.get(before).name().equals(name)) {
            steps.set(before, new Step(name, steps.get(before).time().plus(time)));
        } else {
            steps.add(new Step(name, time));
        }
    }
}
