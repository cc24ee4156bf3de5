package org.postrider.mail;

import java.net.URI;
import java.nio.charset.Charset;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postrider.mime.internal.Texts;

/**
 * What a {@link MailMessage} says of itself in its header, beside who writes to whom about what: when it was written, what it answers,
 * how urgent it is, and whatever fields you add.
 *
 * <p>Reply-To, headers, priority and notifications are those of .NET's {@code MailMessage}. The others, which .NET leaves to hand-written fields, have
 * setters that refuse what a reader wouldn't understand; a field set here is written instead of one of the same name in
 * {@link #getHeaders()}. Not thread safe.
 *
 * <p>One trap: a mail server may rewrite any of these, Date and Message-ID above all, when it is the first one to see them.
 */
public abstract sealed class MessageFields extends MessageNotices permits MailMessage {
    private static final int LONGEST_URI = 700;
    private static final Set<String> UNSUBSCRIBE_SCHEMES = Set.of("https", "http", "mailto");

    private final HeaderCollection headers = new HeaderCollection();
    private @Nullable Charset headersEncoding;
    private @Nullable MailPriority priority;
    private @Nullable OffsetDateTime date;
    private @Nullable String messageId;
    private final MailAddressCollection replyToList = new MailAddressCollection();
    private @Nullable MailAddress replyTo;
    private List<String> inReplyTo = List.of();
    private List<String> references = List.of();
    private @Nullable AutoSubmitted autoSubmitted;
    private List<URI> listUnsubscribe = List.of();
    private boolean oneClickUnsubscribe;
    private @Nullable Resent resent;
    private boolean nullReversePath;
    private boolean tlsRequired;

    MessageFields() {}

    /**
     * Gives those whom answers go to, if not to the author.
     *
     * @return the live collection of Reply-To
     */
    public MailAddressCollection getReplyToList() {
        return replyToList;
    }

    /**
     * Gives the one address that answers go to, whatever the list says.
     *
     * @return the address, or null if the {@linkplain #getReplyToList() list} counts
     * @deprecated As in .NET, for programs that come from there: use {@link #getReplyToList()}.
     */
    @Deprecated
    public @Nullable MailAddress getReplyTo() {
        return replyTo;
    }

    /**
     * Sets the one address that answers go to; it wins over the {@linkplain #getReplyToList() list}.
     *
     * @param replyTo the address, or null to let the list count
     * @deprecated As in .NET, for programs that come from there: use {@link #getReplyToList()}.
     */
    @Deprecated
    public void setReplyTo(@Nullable MailAddress replyTo) {
        this.replyTo = replyTo;
    }

    /** Those whom answers go to in fact. */
    MailAddressCollection answerees() {
        if (replyTo == null) {
            return replyToList;
        }
        MailAddressCollection one = new MailAddressCollection();
        one.add(replyTo.inGroup(""));
        return one;
    }

    /**
     * Gives the header fields of your own.
     *
     * @return the live collection; sending doesn't change it
     */
    public HeaderCollection getHeaders() {
        return headers;
    }

    /**
     * Gives the charset that is wanted for header fields of your own.
     *
     * @return the charset, or null for UTF-8
     */
    public @Nullable Charset getHeadersEncoding() {
        return headersEncoding;
    }

    /**
     * Chooses the charset for header fields of your own; one that doesn't know all characters gives way to UTF-8.
     *
     * @param headersEncoding the charset, or null for UTF-8
     */
    public void setHeadersEncoding(@Nullable Charset headersEncoding) {
        this.headersEncoding = headersEncoding;
    }

    /**
     * Tells how urgent the message is said to be.
     *
     * @return {@link MailPriority#NORMAL} as long as nothing else is set
     */
    public MailPriority getPriority() {
        return priority == null ? MailPriority.NORMAL : priority;
    }

    /**
     * Says how urgent the message is, by X-Priority, Priority and Importance; those of your own are then left out.
     *
     * @param priority {@link MailPriority#NORMAL} says nothing
     */
    public void setPriority(MailPriority priority) {
        this.priority = Objects.requireNonNull(priority, "priority");
    }

    /** The priority that was set, or null: then header fields of the user's own stand. */
    @Nullable
    MailPriority priorityIfSet() {
        return priority;
    }

    /**
     * Gives when the message was written.
     *
     * @return the Date, or null for the moment of sending
     */
    public @Nullable OffsetDateTime getDate() {
        return date;
    }

    /**
     * Sets when the message was written (RFC 5322, 3.6.1).
     *
     * @param date the Date, in the years 1900 to 9999, of which seconds and the minutes of the offset are written; null, the default,
     *     for the moment of sending
     * @throws IllegalArgumentException if it is out of that range
     */
    public void setDate(@Nullable OffsetDateTime date) {
        this.date = requireDate(date);
    }

    static @Nullable OffsetDateTime requireDate(@Nullable OffsetDateTime date) {
        if (date != null && (date.getYear() < 1900 || date.getYear() > 9999)) {
            throw new IllegalArgumentException(
                    "Mail knows the years 1900 to 9999, not " + date.getYear() + ": set a date between them, or null");
        }
        return date;
    }

    /**
     * Gives the identifier that answers will refer to.
     *
     * @return the Message-ID in angle brackets, or null for one that is made at each sending
     */
    public @Nullable String getMessageId() {
        return messageId;
    }

    /**
     * Sets the identifier that answers will refer to (RFC 5322, 3.6.4).
     *
     * @param messageId the Message-ID, with angle brackets or without; null, the default, for one that is made at each sending, unless
     *     {@link #getHeaders()} has one
     * @throws org.postrider.mime.FormatException if it isn't of the form {@code <left@right>} or is longer than 250
     */
    public void setMessageId(@Nullable String messageId) {
        this.messageId = messageId == null ? null : MessageIds.own(messageId);
    }

    /**
     * Gives what this message answers.
     *
     * @return Message-IDs in angle brackets; empty, the default, if it isn't an answer
     */
    public List<String> getInReplyTo() {
        return inReplyTo;
    }

    /**
     * Says what this message answers (RFC 5322, 3.6.4).
     *
     * @param messageIds Message-IDs, usually one, with angle brackets or without; empty for none
     * @throws org.postrider.mime.FormatException if one can't stand in a header
     */
    public void setInReplyTo(List<String> messageIds) {
        this.inReplyTo = MessageIds.others(messageIds);
    }

    /**
     * Gives the messages of the thread that this one continues.
     *
     * @return Message-IDs in angle brackets, oldest first; empty by default
     */
    public List<String> getReferences() {
        return references;
    }

    /**
     * Names the messages of the thread that this one continues: the references of the message that is answered, and then that one
     * (RFC 5322, 3.6.4).
     *
     * @param messageIds Message-IDs, oldest first, with angle brackets or without; empty for none
     * @throws org.postrider.mime.FormatException if one can't stand in a header
     */
    public void setReferences(List<String> messageIds) {
        this.references = MessageIds.others(messageIds);
    }

    /**
     * Tells whether a program wrote the message.
     *
     * @return null, the default, if nothing is said of that
     */
    public @Nullable AutoSubmitted getAutoSubmitted() {
        return autoSubmitted;
    }

    /**
     * Says whether a program wrote the message, so that others don't answer it (RFC 3834, 5).
     *
     * @param autoSubmitted the Auto-Submitted field, or null for none
     */
    public void setAutoSubmitted(@Nullable AutoSubmitted autoSubmitted) {
        this.autoSubmitted = autoSubmitted;
    }

    /**
     * Gives the ways to leave the list that sent this message.
     *
     * @return addresses, the preferred one first; empty by default
     */
    public List<URI> getListUnsubscribe() {
        return listUnsubscribe;
    }

    /**
     * Says how to leave the list that sends this message (RFC 2369, 3.2), by a page to visit or a mail to write.
     *
     * @param ways addresses that begin with {@code https:}, {@code http:} or {@code mailto:}, the preferred one first; none to say nothing
     * @throws IllegalArgumentException if one begins otherwise or is longer than 700
     */
    public void setListUnsubscribe(URI... ways) {
        List<URI> checked = List.of(ways);
        checked.forEach(MessageFields::requireWay);
        listUnsubscribe = checked;
        oneClickUnsubscribe = false;
    }

    /**
     * Tells whether readers may offer to leave the list by one click.
     *
     * @return false by default
     */
    public boolean isOneClickUnsubscribe() {
        return oneClickUnsubscribe;
    }

    /**
     * Says that one click is enough to leave the list (RFC 8058), as large mailbox providers ask of bulk senders. They obey only if
     * a DKIM signature covers both fields, List-Unsubscribe and List-Unsubscribe-Post.
     *
     * @param page an address that begins with {@code https:} and ends the subscription at a POST, without asking anything
     * @param others more ways, as {@link #setListUnsubscribe} takes them
     * @throws IllegalArgumentException if an address begins otherwise or is longer than 700
     */
    public void setOneClickUnsubscribe(URI page, URI... others) {
        if (!"https".equalsIgnoreCase(page.getScheme())) {
            throw new IllegalArgumentException(
                    "One click works by HTTPS alone: give an address that begins with https:");
        }
        List<URI> ways = new ArrayList<>(List.of(page));
        ways.addAll(List.of(others));
        setListUnsubscribe(ways.toArray(URI[]::new));
        oneClickUnsubscribe = true;
    }

    private static void requireWay(URI way) {
        String scheme = String.valueOf(way.getScheme()).toLowerCase(Locale.ROOT);
        Texts.requireText(way.toString(), "The address to unsubscribe at");
        if (!UNSUBSCRIBE_SCHEMES.contains(scheme) || way.toASCIIString().length() > LONGEST_URI) {
            throw new IllegalArgumentException(
                    "An address to unsubscribe at begins with https:, http: or mailto: and is at most " + LONGEST_URI
                            + " long, like https://example.org/leave?who=1");
        }
    }

    /**
     * Gives how the message is handed on.
     *
     * @return the live block of Resent fields, or null, the default, if it is sent by its author
     */
    public @Nullable Resent getResent() {
        return resent;
    }

    /**
     * Hands the message on: it goes to the recipients named there, and to no others.
     *
     * @param resent the block of Resent fields, or null to send the message to its own recipients
     */
    public void setResent(@Nullable Resent resent) {
        this.resent = resent;
    }

    /**
     * Tells whether failures are reported to nobody.
     *
     * @return false by default
     */
    public boolean isNullReversePath() {
        return nullReversePath;
    }

    /**
     * Says that failures are reported to nobody: {@code MAIL FROM:<>} (RFC 5321, 4.5.5), as bounces and automatic answers have it, so
     * that two programs don't answer each other for ever. The header keeps its author and sender.
     *
     * @param nullReversePath true for {@code <>}, false for the address of the sender or author
     */
    public void setNullReversePath(boolean nullReversePath) {
        this.nullReversePath = nullReversePath;
    }

    /**
     * Tells whether every server on the way has to protect the message.
     *
     * @return false by default
     */
    public boolean isTlsRequired() {
        return tlsRequired;
    }

    /**
     * Says that no server may pass the message on in clear, or to a server whose certificate it can't check: it is returned instead
     * (REQUIRETLS, RFC 8689). A server that doesn't offer that, or a connection that isn't under TLS, is an error of the send.
     *
     * @param tlsRequired true to have the message returned rather than relayed in clear
     */
    public void setTlsRequired(boolean tlsRequired) {
        this.tlsRequired = tlsRequired;
    }
}
