package org.postrider.cli;

import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.util.List;
import org.postrider.smtp.SmtpListener;
import org.postrider.smtp.SmtpReply;
import org.postrider.smtp.TlsFacts;

/**
 * Writes the dialogue as it goes: {@code C:} for us, {@code S:} for the server, {@code *} for what happens below the words. The engine
 * has taken the secrets out before it gets here; what the server says is made harmless to a terminal.
 */
final class Transcript implements SmtpListener {
    private final PrintWriter writer;
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
    }
}
