package org.postrider.mail;

import java.nio.charset.Charset;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postrider.mail.internal.idna.Idna;
import org.postrider.mime.FormatException;
import org.postrider.mime.internal.ParameterText;
import org.postrider.mime.internal.Texts;

/**
 * The address of a sender or recipient: {@code user@host}, perhaps with a display name.
 *
 * <p>Re-expresses {@code System.Net.Mail.MailAddress}, with its grammar: {@code Jane Doe <jane@example.org>}, quotes around the name
 * or the local part, comments, domain literals, Unicode in all three parts. What is read is what will be sent: the quotes of a
 * local part stay, and a domain
 * beyond ASCII goes to SMTP by UTS 46 (IDNA2008). Immutable and thread safe.
 *
 * <p>One trap: addresses are compared as .NET does, without regard to case and with the display name.
 */
public final class MailAddress {
    private final String displayName;
    private final String address;
    private final String mailbox; // begins with the same local part
    private final int userLength;
    private final boolean needsSmtpUtf8;
    private final @Nullable Charset displayNameEncoding;
    private final String group;

    /**
     * Reads an address.
     *
     * @param address {@code user@host} or {@code Name <user@host>}
     * @throws IllegalArgumentException if it is empty
     * @throws FormatException if it isn't an address
     */
    public MailAddress(String address) {
        this(address, null, null);
    }

    /**
     * Reads an address and gives it a name.
     *
     * @param address {@code user@host} or {@code Name <user@host>}
     * @param displayName the name to show; null or empty keeps the one in the address
     * @throws IllegalArgumentException if the address is empty
     * @throws FormatException if it isn't an address, or the name holds a line break, NUL or half a character
     */
    public MailAddress(String address, @Nullable String displayName) {
        this(address, displayName, null);
    }

    /**
     * Reads an address and gives it a name in a charset of your choice.
     *
     * @param address {@code user@host} or {@code Name <user@host>}
     * @param displayName the name to show; null or empty keeps the one in the address
     * @param displayNameEncoding the charset to write the name in if it can; null is UTF-8
     * @throws IllegalArgumentException if the address is empty
     * @throws FormatException if it isn't an address, or the name holds a line break, NUL or half a character
     */
    public MailAddress(String address, @Nullable String displayName, @Nullable Charset displayNameEncoding) {
        this(AddressParser.parseOne(requireNotEmpty(address)), displayName, displayNameEncoding);
    }

    /** Takes an address that was one of a list. */
    MailAddress(AddressParser.Parsed parsed) {
        this(parsed, null, null);
    }

    private MailAddress(
            AddressParser.Parsed parsed, @Nullable String displayName, @Nullable Charset displayNameEncoding) {
        String name = displayName == null || displayName.isEmpty() ? parsed.displayName() : unquoted(displayName);
        String written = parsed.address();
        AddressParser.requireReadable(written);
        this.displayName = Texts.composed(name);
        this.displayNameEncoding = displayNameEncoding;
        this.group = "";
        if (Texts.isAscii(written)) {
            this.userLength = parsed.userLength();
            this.address = written;
            this.mailbox = written;
            this.needsSmtpUtf8 = false;
        } else {
            String user = composed(written.substring(0, parsed.userLength()));
            String host = written.substring(parsed.userLength() + 1);
            this.userLength = user.length();
            this.address = user + "@" + Texts.composed(host);
            this.mailbox = user + "@" + (Texts.isAscii(host) ? host : Idna.toAscii(host));
            this.needsSmtpUtf8 = !Texts.isAscii(mailbox);
        }
        AddressParser.requireShort(mailbox);
    }

    private MailAddress(MailAddress member, String group) {
        this.displayName = member.displayName;
        this.displayNameEncoding = member.displayNameEncoding;
        this.userLength = member.userLength;
        this.address = member.address;
        this.mailbox = member.mailbox;
        this.needsSmtpUtf8 = member.needsSmtpUtf8;
        this.group = group;
    }

    /** Unicode has a semicolon, a backquote and a K besides those of ASCII, and makes those of them: the address of somebody else. */
    private static String composed(String user) {
        String composed = Texts.composed(user);
        if (!composed.equals(user)) {
            user.codePoints()
                    .filter(c -> c >= 0x80 && Texts.isAscii(Texts.composed(Character.toString(c))))
                    .findFirst()
                    .ifPresent(MailAddress::refuseTwin);
        }
        return composed;
    }

    private static void refuseTwin(int c) {
        throw new FormatException("The mail address holds " + Texts.codePoint(c) + " before '@', which Unicode makes '"
                + Texts.composed(Character.toString(c)) + "': write that one if it is meant");
    }

    /** Gives the same address as a member of a group. */
    MailAddress inGroup(String name) {
        return new MailAddress(this, name);
    }

    private static String requireNotEmpty(String address) {
        if (Objects.requireNonNull(address, "address").isEmpty()) {
            throw new IllegalArgumentException("The address is empty: give one like user@example.org");
        }
        return address;
    }

    private static String unquoted(String displayName) {
        AddressParser.requireLine(displayName, "The display name");
        boolean quoted = displayName.length() > 1 && displayName.startsWith("\"") && displayName.endsWith("\"");
        return quoted ? displayName.substring(1, displayName.length() - 1) : displayName;
    }

    /**
     * Reads an address if it is one.
     *
     * @param address anything
     * @return the address, or empty if it is null, empty or malformed
     */
    public static Optional<MailAddress> tryCreate(@Nullable String address) {
        return tryCreate(address, null, null);
    }

    /**
     * Reads an address if it is one, and gives it a name.
     *
     * @param address anything
     * @param displayName the name to show; null or empty keeps the one in the address
     * @return the address, or empty if either is malformed
     */
    public static Optional<MailAddress> tryCreate(@Nullable String address, @Nullable String displayName) {
        return tryCreate(address, displayName, null);
    }

    /**
     * Reads an address if it is one, and gives it a name in a charset of your choice.
     *
     * @param address anything
     * @param displayName the name to show; null or empty keeps the one in the address
     * @param displayNameEncoding the charset to write the name in if it can; null is UTF-8
     * @return the address, or empty if it or the name is malformed
     */
    public static Optional<MailAddress> tryCreate(
            @Nullable String address, @Nullable String displayName, @Nullable Charset displayNameEncoding) {
        if (address == null || address.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new MailAddress(address, displayName, displayNameEncoding));
        } catch (FormatException expected) {
            return Optional.empty();
        }
    }

    /**
     * Gives the address without its name.
     *
     * @return {@code user@host}
     */
    public String getAddress() {
        return address;
    }

    /**
     * Gives what is before the at sign.
     *
     * @return the local part, in quotes if it was
     */
    public String getUser() {
        return address.substring(0, userLength);
    }

    /**
     * Gives what is after the at sign.
     *
     * @return a domain as it was written, or a domain literal in its brackets
     */
    public String getHost() {
        return address.substring(userLength + 1);
    }

    /**
     * Gives the name to show.
     *
     * @return the name without quotes, empty if there is none
     */
    public String getDisplayName() {
        return displayName;
    }

    /**
     * Gives the name of the group that the address stands in (RFC 5322, 3.4), for instance {@code Friends}.
     *
     * @return the name, empty if there is no group; two addresses that differ in it alone are equal
     */
    public String getGroupName() {
        return group;
    }

    @Nullable
    Charset displayNameEncoding() {
        return displayNameEncoding;
    }

    /** The address as SMTP has it: the domain in ASCII, whatever it looks like. */
    String mailbox() {
        return mailbox;
    }

    String asciiHost() {
        return mailbox.substring(userLength + 1);
    }

    /** Tells whether only a server with SMTPUTF8 knows this mailbox (RFC 6531); a domain alone never asks for it. */
    boolean needsSmtpUtf8() {
        return needsSmtpUtf8;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof MailAddress that && folded().equals(that.folded());
    }

    @Override
    public int hashCode() {
        return folded().hashCode();
    }

    /** Upper case first: only then do all letters meet that differ by case alone. */
    private String folded() {
        return toString().toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
    }

    /** Gives {@code user@host}, or {@code "Name" <user@host>}, which can be read back. */
    @Override
    public String toString() {
        return displayName.isEmpty() ? address : ParameterText.quoted(displayName) + " <" + address + ">";
    }
}
