package org.postrider.smtp;

import java.util.List;
import java.util.Objects;
import org.postrider.smtp.internal.Printable;

/**
 * Who sends a message and who is to get it: what the server is told, whatever the message's own header says.
 *
 * <p>Immutable. Addresses are mailboxes without angle brackets, in the form that goes on the wire: quoted local parts quoted,
 * domains as A-labels unless the message is sent with SMTPUTF8.
 *
 * @param reversePath the mailbox that failures are reported to; empty for the null reverse-path {@code <>} of RFC 5321, section 4.5.5
 * @param recipients the mailboxes that the message is for, at least one, in the order in which the server is asked
 * @param dsn what the sender wants to hear of the message's fate, from servers that offer DSN
 * @param tlsRequired whether every hop has to be under TLS with a checked certificate (REQUIRETLS, RFC 8689), or else the message is
 *     returned; a server that doesn't offer that gets nothing
 */
public record Envelope(String reversePath, List<String> recipients, DsnOptions dsn, boolean tlsRequired) {
    /** RFC 5321 allows 64 + 1 + 255 octets; up to this many are passed on, for the server to judge. */
    private static final int LONGEST_ADDRESS = 900;

    /**
     * Makes an envelope.
     *
     * @param reversePath the mailbox that failures are reported to, or empty
     * @param recipients the mailboxes that the message is for
     * @param dsn what the sender wants to hear of the message's fate
     * @param tlsRequired whether every hop has to be under TLS
     * @throws IllegalArgumentException if there is no recipient, or an address is malformed
     */
    public Envelope {
        recipients = List.copyOf(recipients);
        Objects.requireNonNull(dsn, "dsn");
        if (recipients.isEmpty()) {
            throw new IllegalArgumentException("an envelope needs at least one recipient");
        }
        if (!reversePath.isEmpty()) {
            check(reversePath);
        }
        recipients.forEach(Envelope::check);
    }

    /**
     * Makes an envelope that leaves the protection of further hops to the servers.
     *
     * @param reversePath the mailbox that failures are reported to, or empty
     * @param recipients the mailboxes that the message is for
     * @param dsn what the sender wants to hear of the message's fate
     * @throws IllegalArgumentException if there is no recipient, or an address is malformed
     */
    public Envelope(String reversePath, List<String> recipients, DsnOptions dsn) {
        this(reversePath, recipients, dsn, false);
    }

    /**
     * Makes an envelope that leaves notifications to the server.
     *
     * @param reversePath the sender's mailbox, or empty for the null reverse-path
     * @param recipients the recipients' mailboxes, at least one
     * @return the envelope
     */
    public static Envelope of(String reversePath, List<String> recipients) {
        return new Envelope(reversePath, recipients, DsnOptions.NONE);
    }

    /**
     * Says whether every hop has to be under TLS (REQUIRETLS, RFC 8689).
     *
     * @param tlsRequired true to have the message returned rather than relayed in clear
     * @return a new envelope
     */
    public Envelope withTlsRequired(boolean tlsRequired) {
        return new Envelope(reversePath, recipients, dsn, tlsRequired);
    }

    /**
     * Tells whether an address holds anything beyond ASCII, which takes SMTPUTF8 to send.
     *
     * @return true when only a server with SMTPUTF8 (RFC 6531) can take it
     */
    public boolean needsSmtpUtf8() {
        boolean ascii = isAscii(reversePath);
        for (int i = 0; ascii && i < recipients.size(); i++) {
            ascii = isAscii(recipients.get(i));
        }
        return !ascii;
    }

    private static boolean isAscii(String address) {
        for (int i = 0; i < address.length(); i++) {
            if (address.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }

    /** Only what could change the command's meaning is refused here; the rest is the server's to judge. */
    private static void check(String address) {
        if (address.isEmpty() || address.length() > LONGEST_ADDRESS) {
            throw new IllegalArgumentException(
                    "an address has from 1 to " + LONGEST_ADDRESS + " characters, this has " + address.length());
        }
        boolean quoted = false;
        boolean ascii = true;
        for (int i = 0; i < address.length(); i++) {
            char c = address.charAt(i);
            if (c == '\\' && quoted && i + 1 < address.length()) {
                c = address.charAt(++i);
            } else if (c == '"') {
                quoted = !quoted;
            } else if (!quoted && (c == ' ' || c == '<' || c == '>')) {
                throw malformed(address, i);
            }
            if (Character.isISOControl(c) || c == '\u2028' || c == '\u2029') {
                throw malformed(address, i);
            }
            ascii &= c < 0x80;
        }
        if (quoted || (!ascii && hasHalfCharacter(address))) {
            throw malformed(address, address.length());
        }
    }

    /** A surrogate without its other half is no character, and has no form in UTF-8. */
    private static boolean hasHalfCharacter(String address) {
        for (int i = 0; i < address.length(); i++) {
            boolean whole =
                    i + 1 < address.length() && Character.isSurrogatePair(address.charAt(i), address.charAt(i + 1));
            if (whole) {
                i++;
            } else if (Character.isSurrogate(address.charAt(i))) {
                return true;
            }
        }
        return false;
    }

    private static IllegalArgumentException malformed(String address, int at) {
        return new IllegalArgumentException(
                "the address \"" + Printable.escape(address) + "\" is malformed at character " + at
                        + ": give a mailbox such as user@example.com, without angle brackets");
    }
}
