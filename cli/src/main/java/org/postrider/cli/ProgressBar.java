package org.postrider.cli;

import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.util.Locale;
import org.postrider.smtp.SmtpListener;
import org.postrider.smtp.SmtpReply;
import org.postrider.smtp.TlsFacts;

/**
 * Draws how much of a large message has left, in one line that goes away when anything else happens; that is told to the next
 * listener. A small message is gone before anybody could read its bar, so it gets none.
 */
final class ProgressBar implements SmtpListener {
    private static final long LARGE = 1_000_000;
    private static final int WIDTH = 30;
    private static final String ERASE_LINE = "\r\u001b[K";

    private final PrintWriter terminal;
    private final SmtpListener next;
    private long shown = -1;

    ProgressBar(PrintWriter terminal, SmtpListener next) {
        this.terminal = terminal;
        this.next = next;
    }

    @Override
    public void progress(long sent, long size) {
        long percent = size > LARGE ? Math.min(100, sent * 100 / size) : shown;
        if (percent != shown) {
            shown = percent;
            terminal.print("\r" + line(percent, size));
            terminal.flush();
        }
    }

    private static String line(long percent, long size) {
        int filled = Math.toIntExact(percent * WIDTH / 100);
        String bar = "#".repeat(filled) + "-".repeat(WIDTH - filled);
        return String.format(Locale.ROOT, "[%s] %3d%% of %.1f MB", bar, percent, size / 1e6);
    }

    private SmtpListener erased() {
        if (shown >= 0) {
            shown = -1;
            terminal.print(ERASE_LINE);
            terminal.flush();
        }
        return next;
    }

    @Override
    public void connecting(InetSocketAddress address) {
        next.connecting(address);
    }

    @Override
    public void unreachable(InetSocketAddress address, String reason) {
        next.unreachable(address, reason);
    }

    @Override
    public void connected(InetSocketAddress address) {
        erased().connected(address);
    }

    @Override
    public void command(String line) {
        erased().command(line);
    }

    @Override
    public void reply(SmtpReply reply) {
        erased().reply(reply);
    }

    @Override
    public void secured(TlsFacts facts) {
        erased().secured(facts);
    }

    @Override
    public void closed(String reason) {
        erased().closed(reason);
    }
}
