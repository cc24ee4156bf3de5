package org.postrider.smtp.internal.session;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.SmtpListener;

/** Writes the commands of a session, and tells whoever listens in a form that may be shown. */
final class Commands {
    private final SmtpListener listener;
    private final Opening opening;
    private final CommandLine line = new CommandLine();
    private final Envelopes envelopes = new Envelopes(line);

    Commands(SmtpListener listener, Opening opening) {
        this.listener = listener;
        this.opening = opening;
    }

    /**
     * Writes a command, or nothing when there is no room for all of it.
     *
     * @param step the command
     * @param message what it is about, or null for a command of the session's own
     * @param out room for commands
     * @return true if it was written
     */
    boolean write(Step step, @Nullable Transaction message, ByteBuffer out) {
        line.start();
        String shown = null;
        if (step == Step.MAIL && message != null) {
            envelopes.mail(opening.capabilities(), message);
        } else if (step == Step.RCPT && message != null) {
            envelopes.recipient(opening.capabilities(), message);
        } else {
            shown = opening.compose(step, line);
        }
        return move(shown, out);
    }

    /** Writes the command in front of a chunk (RFC 3030, section 2). */
    boolean chunk(int size, boolean last, ByteBuffer out) {
        line.start().ascii("BDAT ").number(size).ascii(last ? " LAST" : "");
        return move(null, out);
    }

    /** What is shown is put together only for somebody who looks: this is on the way of every message. */
    private boolean move(@Nullable String instead, ByteBuffer out) {
        String shown = listener == SmtpListener.NONE ? null : instead != null ? instead : line.text();
        if (!line.moveTo(out)) {
            return false;
        }
        if (shown != null) {
            listener.command(shown);
        }
        return true;
    }
}
