package org.postrider.smtp.internal.session;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.PasswordCredential;
import org.postrider.smtp.SmtpReply;

/** The AUTH part of a conversation (RFC 4954, section 4): which mechanism is tried, and what is to be said next. */
final class Authentication {
    /** RFC 5321, section 4.5.3.1.4; a first response that doesn't fit has to wait for its challenge. */
    private static final int LONGEST_COMMAND = 510;

    private static final String HIDDEN = "********";

    private final Deque<Mechanism> candidates;
    private @Nullable Mechanism mechanism;
    private boolean begun;
    private byte @Nullable [] response;

    Authentication(Capabilities capabilities, PasswordCredential credential) {
        this.candidates = Mechanisms.usable(capabilities, credential);
    }

    /** Goes to the next mechanism; false when none is left. */
    boolean next() {
        mechanism = candidates.poll();
        begun = false;
        response = null;
        return mechanism != null;
    }

    boolean hasMore() {
        return !candidates.isEmpty();
    }

    @Nullable
    String mechanismName() {
        return mechanism == null ? null : mechanism.name();
    }

    /** Takes a challenge; false when the mechanism has no answer to it. */
    boolean challenged(SmtpReply reply) {
        Mechanism current = mechanism;
        if (current == null) {
            return false;
        }
        if (response != null) {
            return true; // A first response that had to wait for its challenge.
        }
        try {
            response = current.respond(
                    Base64.getDecoder().decode(reply.lines().get(0).strip()));
            return true;
        } catch (IllegalArgumentException | IllegalStateException expected) {
            return false; // Not base64, or one question too many: the session says so and ends.
        }
    }

    /** Puts the command or the response on the line and gives the form of it that may be shown. */
    String compose(CommandLine line) {
        Mechanism current = mechanism;
        if (current == null) {
            throw new IllegalStateException("no mechanism was chosen");
        }
        if (!begun) {
            return begin(current, line);
        }
        byte[] due = response == null ? new byte[0] : response;
        line.ascii(encode(due));
        response = null;
        return HIDDEN;
    }

    private String begin(Mechanism current, CommandLine line) {
        begun = true;
        String command = "AUTH " + current.name();
        line.ascii(command);
        if (!current.isClientFirst()) {
            return command;
        }
        byte[] first = current.respond(new byte[0]);
        String encoded = encode(first);
        if (command.length() + 1 + encoded.length() > LONGEST_COMMAND) {
            response = first;
            return command;
        }
        line.ascii(" ").ascii(encoded.isEmpty() ? "=" : encoded);
        return command + " " + HIDDEN;
    }

    private static String encode(byte[] octets) {
        return new String(Base64.getEncoder().encode(octets), StandardCharsets.ISO_8859_1);
    }
}
