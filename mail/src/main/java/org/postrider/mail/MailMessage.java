package org.postrider.mail;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.postrider.mime.TransferEncoding;
import org.postrider.mime.internal.EncodedWordDecoder;
import org.postrider.mime.internal.TextContent.CheckedText;
import org.postrider.mime.internal.Texts;
import org.postrider.sockets.ObjectDisposedException;

/**
 * A mail message: who sends it to whom, what it says, and what goes with it.
 *
 * <p>Re-expresses {@code System.Net.Mail.MailMessage}. Fill it, send it, close it: closing closes the streams of its attachments and views.
 * Sending takes a snapshot when it begins and changes nothing in the message, so the same message can be sent again, or by two clients
 * at once, as long as nobody changes or closes it in between; only content from streams can be sent once (see {@link AttachmentBase}).
 * Not thread safe.
 *
 * <pre>{@code
 * MailMessage message = new MailMessage("jane@example.org", "john@example.org", "Lunch?", "Today at noon.");
 * message.getAttachments().add(new Attachment("menu.pdf"));
 * }</pre>
 *
 * <p>One trap: text never has to be encoded or folded by hand, and texts of one line, such as the subject, refuse line breaks.
 */
public final class MailMessage extends MessageFields implements Mailable, AutoCloseable {
    private final MailAddressCollection to = new MailAddressCollection();
    private final MailAddressCollection cc = new MailAddressCollection();
    private final MailAddressCollection bcc = new MailAddressCollection();
    private final AttachmentCollection attachments = new AttachmentCollection();
    private final AlternateViewCollection alternateViews = new AlternateViewCollection();
    private @Nullable MailAddress from;
    private @Nullable MailAddress sender;
    private String subject = "";
    private @Nullable Charset subjectEncoding;
    private CheckedText body = CheckedText.EMPTY;
    private boolean bodyHtml;
    private boolean bodyFlowed;
    private @Nullable Charset bodyEncoding;
    private TransferEncoding bodyTransferEncoding = TransferEncoding.UNKNOWN;
    private boolean closed;

    /**
     * Makes an empty message, from whom the {@linkplain SmtpClient#SmtpClient() configuration} says.
     *
     * @throws IllegalStateException if the configuration can't be read or holds something wrong; it says where
     */
    public MailMessage() {
        this(ClientConfiguration.current().from());
    }

    /** Makes an empty message of an author, or of nobody yet. */
    MailMessage(@Nullable MailAddress from) {
        this.from = from;
    }

    /**
     * Makes a message from somebody to somebody.
     *
     * @param from the author's address
     * @param to one recipient's address or several, separated by commas
     * @throws IllegalArgumentException if one of them is empty
     * @throws org.postrider.mime.FormatException if an address is malformed
     */
    public MailMessage(String from, String to) {
        this.from = new MailAddress(from);
        this.to.add(to);
    }

    /**
     * Makes a message of text.
     *
     * @param from the author's address
     * @param to one recipient's address or several, separated by commas
     * @param subject the subject, or null for none
     * @param body the text, or null for none
     * @throws IllegalArgumentException if an address is empty, or the subject has several lines
     * @throws org.postrider.mime.FormatException if an address is malformed
     */
    public MailMessage(String from, String to, @Nullable String subject, @Nullable String body) {
        this(from, to);
        setSubject(subject);
        setBody(body);
    }

    /**
     * Makes a message from somebody to somebody.
     *
     * @param from the author
     * @param to the recipient
     */
    public MailMessage(MailAddress from, MailAddress to) {
        this.from = Objects.requireNonNull(from, "from");
        this.to.add(Objects.requireNonNull(to, "to"));
    }

    /**
     * Writes a message in one sentence, which begins as {@link #MailMessage()} does. Beyond .NET.
     *
     * @return a builder of one message
     */
    public static MailMessageBuilder builder() {
        return new MailMessageBuilder();
    }

    /**
     * Gives the author.
     *
     * @return the From address, or null if none is configured or set
     */
    public @Nullable MailAddress getFrom() {
        return from;
    }

    /**
     * Sets the author, to whom failures are reported as well unless there is a {@linkplain #setSender sender}.
     *
     * @param from the From address
     */
    public void setFrom(MailAddress from) {
        this.from = Objects.requireNonNull(from, "from");
    }

    /**
     * Gives who sends the message for its author.
     *
     * @return the Sender address, or null
     */
    public @Nullable MailAddress getSender() {
        return sender;
    }

    /**
     * Sets who sends the message for its author; failures are reported there.
     *
     * @param sender the Sender address, or null if the author sends it
     */
    public void setSender(@Nullable MailAddress sender) {
        this.sender = sender;
    }

    /**
     * Gives the recipients.
     *
     * @return the live collection of To
     */
    public MailAddressCollection getTo() {
        return to;
    }

    /**
     * Gives those who get a copy.
     *
     * @return the live collection of Cc
     */
    public MailAddressCollection getCc() {
        return cc;
    }

    /**
     * Gives those who get a copy unseen by the others: they are told to the server, but never written into the message.
     *
     * @return the live collection of Bcc
     */
    public MailAddressCollection getBcc() {
        return bcc;
    }

    /**
     * Gives the subject.
     *
     * @return the subject in plain text, empty if there is none
     */
    public String getSubject() {
        return subject;
    }

    /**
     * Sets the subject.
     *
     * @param subject one line of any text, or encoded-words, which are decoded; null for none
     * @throws IllegalArgumentException if it holds a line break, NUL or half a character
     */
    public void setSubject(@Nullable String subject) {
        setPlainSubject(subject == null ? "" : EncodedWordDecoder.decode(subject));
    }

    /** Takes a subject literally, even if it looks like encoded-words. */
    void setPlainSubject(String plain) {
        Texts.requireLine(plain, "The subject");
        this.subject = Texts.composed(plain);
    }

    /**
     * Gives the charset that is wanted for a subject beyond ASCII.
     *
     * @return the charset, or null for UTF-8
     */
    public @Nullable Charset getSubjectEncoding() {
        return subjectEncoding;
    }

    /**
     * Chooses the charset for a subject beyond ASCII; one that doesn't know all of its characters gives way to UTF-8.
     *
     * @param subjectEncoding the charset, or null for UTF-8
     */
    public void setSubjectEncoding(@Nullable Charset subjectEncoding) {
        this.subjectEncoding = subjectEncoding;
    }

    /**
     * Gives the text.
     *
     * @return the text, empty if there is none
     */
    public String getBody() {
        return body.text();
    }

    CheckedText checkedBody() {
        return body;
    }

    /**
     * Sets the text. Its line breaks, of whatever kind, become CR LF on the wire.
     *
     * @param body any text, or null for none
     * @throws IllegalArgumentException if it holds half a character
     */
    public void setBody(@Nullable String body) {
        this.body = body == null ? CheckedText.EMPTY : CheckedText.of(body, "The body");
    }

    /**
     * Tells whether the body is HTML.
     *
     * @return false, as long as nothing else is set, for plain text
     */
    public boolean isBodyHtml() {
        return bodyHtml;
    }

    /**
     * Says whether the body is HTML, beside alternate views as well.
     *
     * @param bodyHtml true for {@code text/html}
     */
    public void setBodyHtml(boolean bodyHtml) {
        this.bodyHtml = bodyHtml;
    }

    /**
     * Tells whether the body is wrapped for readers that fill their window.
     *
     * @return false by default
     */
    public boolean isBodyFlowed() {
        return bodyFlowed;
    }

    /**
     * Wraps a body of plain text, one line for each paragraph, so that readers can undo it: {@code format=flowed} of RFC 3676. Lines that
     * begin with {@code >} are quotations; blanks at the ends of lines are lost.
     *
     * @param bodyFlowed true to wrap; it says nothing of HTML
     */
    public void setBodyFlowed(boolean bodyFlowed) {
        this.bodyFlowed = bodyFlowed;
    }

    /**
     * Gives the charset that is wanted for the body.
     *
     * @return the charset, or null for US-ASCII or UTF-8 as the text needs
     */
    public @Nullable Charset getBodyEncoding() {
        return bodyEncoding;
    }

    /**
     * Chooses the charset of the body; one that doesn't know all of its characters gives way to UTF-8.
     *
     * @param bodyEncoding the charset, or null for US-ASCII or UTF-8 as the text needs
     */
    public void setBodyEncoding(@Nullable Charset bodyEncoding) {
        this.bodyEncoding = bodyEncoding;
    }

    /**
     * Gives how the body is to be carried.
     *
     * @return what was set, at first {@link TransferEncoding#UNKNOWN}: as its characters and the server allow
     */
    public TransferEncoding getBodyTransferEncoding() {
        return bodyTransferEncoding;
    }

    /**
     * Says how the body is to be carried; an encoding that can't carry it gives way to the plainest that can.
     *
     * @param bodyTransferEncoding the encoding, or {@link TransferEncoding#UNKNOWN}; {@link TransferEncoding#EIGHT_BIT} sends the message in
     *     eight bits to servers that offer 8BITMIME, and encoded to others
     */
    public void setBodyTransferEncoding(TransferEncoding bodyTransferEncoding) {
        this.bodyTransferEncoding = Objects.requireNonNull(bodyTransferEncoding, "bodyTransferEncoding");
    }

    /**
     * Gives the files that go with the message.
     *
     * @return the live collection
     * @throws ObjectDisposedException if the message is closed
     */
    public AttachmentCollection getAttachments() {
        requireOpen();
        return attachments;
    }

    /**
     * Gives the other forms in which the message says the same.
     *
     * @return the live collection, plainest first
     * @throws ObjectDisposedException if the message is closed
     */
    public AlternateViewCollection getAlternateViews() {
        requireOpen();
        return alternateViews;
    }

    /**
     * Makes the message an invitation, or whatever its method says: the calendar goes as the last alternate view, where Outlook and Gmail
     * look for it, and as the attachment {@code invite.ics} for everybody else. Add HTML views before.
     *
     * @param calendar an iCalendar object, from {@code BEGIN:VCALENDAR} on, with a METHOD such as {@code METHOD:REQUEST} (RFC 6047, 2.4)
     * @throws org.postrider.mime.FormatException if it doesn't begin so, or has no method
     */
    public void addCalendar(String calendar) {
        Calendars.add(this, calendar);
    }

    /**
     * Writes the message as an {@code .eml} file has it: as it would be sent to a server that takes seven bits only, if such a server
     * can take it at all. Each call makes a date and a Message-ID of its own, unless you set them.
     *
     * @param output where to, which stays open
     * @throws ObjectDisposedException if the message is closed
     * @throws IllegalStateException if there is no {@linkplain #setFrom author}
     * @throws IOException if the output fails, or content can't be read
     */
    public void writeTo(OutputStream output) throws IOException {
        MailMessageContent.of(this).writeTo(output);
    }

    /**
     * Reads a message of at most 64 MiB back, for instance an {@code .eml} file, by the rules of {@link MessageParser}.
     *
     * @param input the message, which is read to its end and stays open
     * @return what was read
     * @throws org.postrider.mime.FormatException if it goes beyond a limit
     * @throws IOException if the input fails
     */
    public static MailMessage parse(InputStream input) throws IOException {
        return new MessageParser().parse(input);
    }

    private void requireOpen() {
        if (closed) {
            throw new ObjectDisposedException("MailMessage");
        }
    }

    /**
     * Closes attachments, views and the streams they were made of. A message that is closed can't be sent again; a send that has begun goes
     * on. A second call does nothing.
     */
    @Override
    public void close() {
        closed = true;
        try (attachments) {
            alternateViews.close();
        }
    }
}
