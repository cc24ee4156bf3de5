package org.postrider.smtp.internal.connection;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.FailureKind;
import org.postrider.smtp.SendResult;
import org.postrider.smtp.SmtpListener;
import org.postrider.smtp.SmtpReply;
import org.postrider.smtp.SmtpStep;
import org.postrider.smtp.TlsFacts;
import org.postrider.smtp.internal.Printable;

/**
 * Writes down what a conversation says, with the time of each line, if that was asked for, and hands it on to the user's listener.
 *
 * <p>Bounded, whatever a server says: the last lines count. Used by the conversation's thread. The session has taken our secrets out
 * before it gets here; what a server asks in a login is left out as well, for it helps to guess what was answered.
 */
final class Transcript implements SmtpListener {
    private static final int MOST_LINES = 200;
    private static final int LONGEST_LINE = 1000;

    private final SmtpListener next;
    private final Deque<String> lines = new ArrayDeque<>();
    private final boolean kept;
    private long begun;

    Transcript(SmtpListener next, boolean kept) {
        this.next = next;
        this.kept = kept;
    }

    /** Gives itself, or nobody if nothing is kept or handed on: then nobody has to put together what would be told. */
    SmtpListener orNone() {
        return kept || next != SmtpListener.NONE ? this : SmtpListener.NONE;
    }

    /** Begins anew: what was said of an earlier message is nothing to the next. */
    void restart() {
        lines.clear();
    }

    List<String> lines() {
        return List.copyOf(lines);
    }

    @Override
    public void connecting(InetSocketAddress address) {
        next.connecting(address);
    }

    @Override
    public void unreachable(InetSocketAddress address, String reason) {
        add("*: ", "no connection to " + address + ": " + reason);
        next.unreachable(address, reason);
    }

    @Override
    public void connected(InetSocketAddress address) {
        add("*: ", "connected to " + address);
        next.connected(address);
    }

    @Override
    public void command(String line) {
        add("C: ", line);
        next.command(line);
    }

    @Override
    public void reply(SmtpReply reply) {
        if (kept) {
            addAll(reply);
        }
        next.reply(reply);
    }

    private void addAll(SmtpReply reply) {
        int last = reply.lines().size() - 1;
        for (int i = 0; i <= last; i++) {
            String text = reply.code() == 334 ? "********" : reply.lines().get(i);
            add("S: ", reply.code() + (i < last ? "-" : " ") + text);
        }
    }

    @Override
    public void secured(TlsFacts facts) {
        add("*: ", facts.protocol() + " " + facts.cipherSuite());
        next.secured(facts);
    }

    @Override
    public void progress(long sent, long size) {
        next.progress(sent, size);
    }

    @Override
    public void stepEnded(SmtpStep step, Duration took) {
        next.stepEnded(step, took);
    }

    @Override
    public void messageEnded(SendResult result, @Nullable FailureKind failure) {
        next.messageEnded(result, failure);
    }

    @Override
    public void closed(String reason) {
        add("*: ", reason);
        next.closed(reason);
    }

    /** Puts the line together only if somebody wants it: this is on the way of every command. */
    private void add(String who, String said) {
        if (!kept) {
            return;
        }
        String line = who + said;
        if (lines.isEmpty()) {
            begun = System.nanoTime();
        } else if (lines.size() == MOST_LINES) {
            lines.removeFirst();
        }
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
        String shown = Printable.escape(line.length() > LONGEST_LINE ? line.substring(0, LONGEST_LINE) + "..." : line);
        lines.add(String.format(Locale.ROOT, "%6d ms %s", millis, shown));
    }
}
