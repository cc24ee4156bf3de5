package org.postrider.smtp;

import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the sender wants to hear of a message's fate: delivery status notifications, DSN.
 *
 * <p>They are asked of servers that offer the extension DSN, together with each recipient's address as it was written ({@code ORCPT}),
 * by which a notice can tell whom it is about after the mail was forwarded. Immutable. One trap: a server that doesn't offer DSN is
 * told nothing of it and decides by itself, which mostly means a notice of failure.
 *
 * @param notifications when to notify of each recipient's fate; empty leaves it to the server
 * @param returned how much of the message comes back with a notice of failure; null leaves it to the server
 * @param envelopeId what each notice repeats, so that the sender knows which sending it is about: printable ASCII and blanks, up to
 *     {@value #LONGEST_ENVELOPE_ID} characters where a plus sign, an equals sign and a blank count as three; null for none
 * @see <a href="https://www.rfc-editor.org/rfc/rfc3461">RFC 3461</a>
 */
public record DsnOptions(
        Set<DsnNotify> notifications,
        @Nullable DsnReturn returned,
        @Nullable String envelopeId) {
    /** The most characters that an envelope id has in its encoded form (RFC 3461, section 4.4). */
    public static final int LONGEST_ENVELOPE_ID = 100;

    /** Asks for nothing. */
    public static final DsnOptions NONE = new DsnOptions(Set.of(), null, null);

    /**
     * Makes options.
     *
     * @param notifications when to notify
     * @param returned how much comes back
     * @param envelopeId what each notice repeats
     * @throws IllegalArgumentException if NEVER stands beside another notification, or the envelope id is empty, too long or holds
     *     something else than printable ASCII and blanks
     */
    public DsnOptions {
        notifications = notifications.isEmpty() ? Set.of() : Set.copyOf(EnumSet.copyOf(notifications));
        if (notifications.contains(DsnNotify.NEVER) && notifications.size() > 1) {
            throw new IllegalArgumentException("NEVER excludes every other notification (RFC 3461, section 4.1)");
        }
        if (envelopeId != null) {
            checkEnvelopeId(envelopeId);
        }
    }

    /**
     * Asks for notifications.
     *
     * @param notifications when to notify of each recipient's fate
     * @return options that leave everything else to the server
     * @throws IllegalArgumentException if NEVER stands beside another notification
     */
    public static DsnOptions of(Set<DsnNotify> notifications) {
        return new DsnOptions(notifications, null, null);
    }

    private static void checkEnvelopeId(String id) {
        if (id.isEmpty() || !id.chars().allMatch(c -> c >= ' ' && c <= '~')) {
            throw new IllegalArgumentException(
                    "an envelope id consists of printable ASCII characters and blanks, at least one");
        }
        long length =
                id.length() + 2 * id.chars().filter(c -> " +=".indexOf(c) >= 0).count();
        if (length > LONGEST_ENVELOPE_ID) {
            throw new IllegalArgumentException("an envelope id has up to " + LONGEST_ENVELOPE_ID
                    + " characters, plus signs, equals signs and blanks counting as three; this has " + length);
        }
    }
}
