package org.postrider.mail;

import java.time.OffsetDateTime;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How a message is handed on unchanged: by whom, to whom and when (RFC 5322, 3.6.6).
 *
 * <p>Put on a message by {@link MessageFields#setResent}, it is written before all other fields, and it alone decides on the way: the
 * message goes to the recipients in here and no longer to those of its own To, Cc and Bcc, and failures are reported to the one
 * who hands it on. Not thread safe.
 *
 * <pre>{@code
 * Resent resent = new Resent(new MailAddress("office@example.org"));
 * resent.getTo().add("jane@example.org");
 * message.setResent(resent);
 * }</pre>
 *
 * <p>The trap: the message keeps its own author, Date and Message-ID, so set these two if it isn't to get new ones.
 */
public final class Resent {
    private final MailAddressCollection to = new MailAddressCollection();
    private final MailAddressCollection cc = new MailAddressCollection();
    private final MailAddressCollection bcc = new MailAddressCollection();
    private MailAddress from;
    private @Nullable MailAddress sender;
    private @Nullable OffsetDateTime date;
    private @Nullable String messageId;

    /**
     * Begins a block without recipients.
     *
     * @param from who hands the message on
     */
    public Resent(MailAddress from) {
        this.from = Objects.requireNonNull(from, "from");
    }

    /**
     * Gives who hands the message on.
     *
     * @return the Resent-From address
     */
    public MailAddress getFrom() {
        return from;
    }

    /**
     * Sets who hands the message on.
     *
     * @param from the Resent-From address
     */
    public void setFrom(MailAddress from) {
        this.from = Objects.requireNonNull(from, "from");
    }

    /**
     * Gives who does it in that one's name.
     *
     * @return the Resent-Sender address, or null
     */
    public @Nullable MailAddress getSender() {
        return sender;
    }

    /**
     * Sets who does it in that one's name; failures are reported there.
     *
     * @param sender the Resent-Sender address, or null for none
     */
    public void setSender(@Nullable MailAddress sender) {
        this.sender = sender;
    }

    /**
     * Gives those whom the message is handed on to.
     *
     * @return the live collection of Resent-To
     */
    public MailAddressCollection getTo() {
        return to;
    }

    /**
     * Gives those who get a copy.
     *
     * @return the live collection of Resent-Cc
     */
    public MailAddressCollection getCc() {
        return cc;
    }

    /**
     * Gives those who get a copy unseen by the others: they are told to the server, but never written into the message.
     *
     * @return the live collection of Resent-Bcc
     */
    public MailAddressCollection getBcc() {
        return bcc;
    }

    /**
     * Gives when the message was handed on.
     *
     * @return the Resent-Date, or null for the moment of sending
     */
    public @Nullable OffsetDateTime getDate() {
        return date;
    }

    /**
     * Sets when the message was handed on.
     *
     * @param date the Resent-Date, in the years 1900 to 9999; null, the default, for the moment of sending
     * @throws IllegalArgumentException if it is out of that range
     */
    public void setDate(@Nullable OffsetDateTime date) {
        this.date = MessageFields.requireDate(date);
    }

    /**
     * Gives the identifier of this block.
     *
     * @return the Resent-Message-ID in angle brackets, or null for one that is made at each sending
     */
    public @Nullable String getMessageId() {
        return messageId;
    }

    /**
     * Sets the identifier of this block.
     *
     * @param messageId the Resent-Message-ID, with angle brackets or without; null, the default, for one that is made at each sending
     * @throws org.postrider.mime.FormatException if it is malformed
     */
    public void setMessageId(@Nullable String messageId) {
        this.messageId = messageId == null ? null : MessageIds.own(messageId);
    }

    /** All who are named here, seen or unseen. */
    Stream<MailAddress> people() {
        Stream<MailAddress> authors = sender == null ? Stream.of(from) : Stream.of(from, sender);
        return Stream.concat(authors, Stream.of(to, cc, bcc).flatMap(MailAddressCollection::stream));
    }
}
