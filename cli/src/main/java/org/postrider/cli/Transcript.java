package org.postrider.cli;

import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.postrider.smtp.SmtpListener;
import org.postrider.smtp.SmtpReply;
import org.postrider.smtp.TlsFacts;

/**
 * Writes the dialogue as it goes: {@code C:} for us, {@code S:} for the server, {@code *} for what happens below the words. The engine
 * has taken the secrets out before it gets here; what the server says is made harmless to a terminal.
 *
 * <p>The goodbye is said, and told, behind the back of whoever closes the sender: {@link #close()} waits until it is written.
 */
final class Transcript implements SmtpListener, AutoCloseable {
    private static final long LONGEST_GOODBYE_MS = 5000; // The engine's own limit is shorter.

    private final PrintWriter writer;
    private boolean open; // guarded by this: a connection came about and hasn't ended
    private long unsaid; // octets of the message that went out since the last line

    Transcript(PrintWriter writer) {
        this.writer = writer;
    }

    @Override
    public void unreachable(InetSocketAddress address, String reason) {
        writer.println("*  no connection to " + Addresses.text(address) + ": " + reason);
    }

    @Override
    public void connected(InetSocketAddress address) {
        setOpen(true);
        writer.println("*  connected to " + Addresses.text(address));
    }

    @Override
    public void command(String line) {
        writer.println("C: " + line);
    }

    @Override
    public void progress(long sent, long size) {
        unsaid = sent;
    }

    @Override
    public void reply(SmtpReply reply) {
        sayMessage();
        List<String> lines = reply.lines();
        for (int i = 0; i < lines.size(); i++) {
            writer.println("S: " + reply.code() + (i < lines.size() - 1 ? "-" : " ") + Terminal.harmless(lines.get(i)));
        }
    }

    @Override
    public void secured(TlsFacts facts) {
        writer.println("*  " + facts.protocol() + " " + facts.cipherSuite() + (facts.resumed() ? ", resumed" : ""));
    }

    /** The message is one line of the dialogue, however many pieces it went in. */
    private void sayMessage() {
        if (unsaid > 0) {
            writer.println("C: (the message, " + unsaid + " octets)");
            unsaid = 0;
        }
    }

    @Override
    public void closed(String reason) {
        sayMessage();
        writer.println("*  closed: " + reason);
        setOpen(false);
    }

    private synchronized void setOpen(boolean now) {
        open = now;
        notifyAll();
    }

    /** Waits for the end of the dialogue; without a connection there is none to wait for. */
    @Override
    public synchronized void close() {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LONGEST_GOODBYE_MS);
        try {
            for (long left = LONGEST_GOODBYE_MS; open && left > 0; left = millisUntil(end)) {
                wait(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static long millisUntil(long end) {
        return TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
    }
}
